/** What runs say of themselves and what is to be done about it. */
export const verdicts = {
  "The answer it got: “{quoted}”": "Die Antwort, die es bekam: „{quoted}“",
  "A run failed over this; enter it again.": "Daran ist ein Lauf gescheitert; geben Sie es neu ein.",
  "{title} does not accept this integration's API key; make a new one there and enter it in the settings.":
    "{title} nimmt den API-Schlüssel dieser Integration nicht an; legen Sie dort einen neuen an und tragen Sie ihn in den Einstellungen ein.",
  "{title} does not accept this integration's token; make a new one there and enter it in the settings.":
    "{title} nimmt das Token dieser Integration nicht an; legen Sie dort ein neues an und tragen Sie es in den Einstellungen ein.",
  "{title} does not accept the user name or password; enter them again in the settings.":
    "{title} nimmt Benutzername oder Passwort nicht an; geben Sie beides in den Einstellungen neu ein.",
  "{title} does not accept the connected account; connect it again in the settings.":
    "{title} nimmt das verbundene Konto nicht an; verbinden Sie es in den Einstellungen neu.",
  "{title} does not accept what was entered for it; enter it again in the settings.":
    "{title} nimmt nicht an, was dafür eingegeben wurde; geben Sie es in den Einstellungen neu ein.",
  "“{title}” was not accepted; enter it again in the settings.":
    "„{title}“ wurde nicht angenommen; geben Sie es in den Einstellungen neu ein.",
  "{some} or {last} refused what it was given; look at each in the settings.":
    "{some} oder {last} hat abgelehnt, was eingegeben wurde; sehen Sie in den Einstellungen nach beidem.",
  "The other service refused the credentials; enter them again in the settings, or connect the account again.":
    "Der andere Dienst hat die Zugangsdaten abgelehnt; geben Sie sie in den Einstellungen neu ein oder verbinden Sie das Konto neu.",
  "{server} refused the credentials; enter them again in the settings, or connect the account again.":
    "{server} hat die Zugangsdaten abgelehnt; geben Sie sie in den Einstellungen neu ein oder verbinden Sie das Konto neu.",
  "The integration stopped on a fault of its own; its publisher has to mend it.":
    "Die Integration brach durch einen eigenen Fehler ab; ihr Anbieter muss ihn beheben.",
  "A setting of this installation does not work; change it and run again.":
    "Eine Einstellung dieser Installation passt nicht; ändern Sie sie und starten Sie neu.",
  "The run took longer than allowed and was stopped; what it had saved is kept.":
    "Der Lauf dauerte länger als erlaubt und wurde angehalten; was er gespeichert hatte, bleibt.",
  "The run needed more memory than allowed and was stopped; what it had saved is kept.":
    "Der Lauf brauchte mehr Speicher als erlaubt und wurde angehalten; was er gespeichert hatte, bleibt.",
  "The other service could not be reached; a later run may work.":
    "Der andere Dienst war nicht erreichbar; ein späterer Lauf kann gelingen.",
  "The other service did not answer in time; a later run may work.":
    "Der andere Dienst antwortete nicht rechtzeitig; ein späterer Lauf kann gelingen.",
  "The other service refused the connection; a later run may work.":
    "Der andere Dienst lehnte die Verbindung ab; ein späterer Lauf kann gelingen.",
  "In the program's own words.": "In den eigenen Worten des Programms.",
  "Counted: {counted}": "Gezählt: {counted}",
  "Mended since: a later run went well.": "Inzwischen behoben: Ein späterer Lauf ist gelungen.",
  "See that run": "Diesen Lauf ansehen",
  "All set. It runs again when somebody starts it.": "Alles eingerichtet. Sie läuft wieder, wenn jemand sie startet.",
  "All set. Next run: {when}": "Alles eingerichtet. Nächster Lauf: {when}",
  "The address in “{title}”, {place}, is not a public one, and no other can be reached from here; check it in the settings, or ask the operator to allow it.":
    "Die Adresse in „{title}“, {place}, ist keine öffentliche, und andere sind von hier aus nicht erreichbar; prüfen Sie sie in den Einstellungen oder bitten Sie den Betreiber, sie zuzulassen.",
  "The address in “{title}”, {place}, is not known: there is no server of this name; check it in the settings.":
    "Die Adresse in „{title}“, {place}, ist unbekannt: Einen Server mit diesem Namen gibt es nicht; prüfen Sie sie in den Einstellungen.",
  "The address in “{title}”, {place}, does not answer; check it in the settings, or run again later.":
    "Die Adresse in „{title}“, {place}, antwortet nicht; prüfen Sie sie in den Einstellungen oder starten Sie später noch einmal.",
  "{place}, the address in “{title}”, cannot be reached just now; a later run may work.":
    "{place}, die Adresse in „{title}“, ist gerade nicht erreichbar; ein späterer Lauf kann gelingen.",
  "What stands in “{title}” is not an address that can be reached; correct it in the settings.":
    "Was in „{title}“ steht, ist keine erreichbare Adresse; berichtigen Sie es in den Einstellungen.",
  "The integration needs {place}, which is not a public address; its operator has to allow it, or its publisher to name another.":
    "Die Integration braucht {place}, das ist keine öffentliche Adresse; der Betreiber muss sie zulassen oder der Anbieter eine andere nennen.",
  "The server in “{title}”, {place}, does not have what was asked for; check that setting and run again.":
    "Der Server in „{title}“, {place}, hat nicht, was gefragt wurde; prüfen Sie diese Einstellung und starten Sie neu.",
  "The setting “{title}” does not work; change it and run again.":
    "Die Einstellung „{title}“ passt nicht; ändern Sie sie und starten Sie neu.",
  "The other service does not have what the settings name; change them and run again.":
    "Der andere Dienst hat nicht, was die Einstellungen nennen; ändern Sie sie und starten Sie neu.",
  "1 entry failed, {item}: {reason}.": "1 Eintrag ist gescheitert, {item}: {reason}.",
  "{count} entries failed, for one reason: {reason}.": "{count} Einträge sind aus einem Grund gescheitert: {reason}.",
  "{count} entries failed; the first is {item}: {reason}.": "{count} Einträge sind gescheitert; der erste ist {item}: {reason}.",
  "See log line {line}": "Protokollzeile {line} ansehen",
  "How it was judged": "Wie geurteilt wurde",
  "Line behind it": "Zeile dahinter",
  "Exit code": "Exit-Code",
  "not reached": "nicht erreicht",
  once: "einmal",
  "The program wrote this as an error or a note (stderr)": "Das Programm schrieb dies als Fehler oder Hinweis (stderr)",
  "Noted about the program, not written by it": "Über das Programm vermerkt, nicht von ihm geschrieben",
  "Too few runs yet to say": "Noch zu wenige Läufe für eine Aussage",
  "less than a second": "weniger als eine Sekunde",
  "Preview: {said}": "Vorschau: {said}",
  "Wrong setting, or entries refused": "Falsche Einstellung oder abgelehnte Einträge",
  "Entries failed": "Einträge gescheitert",
  "See the entries": "Die Einträge ansehen",
  "The run was cancelled.": "Der Lauf wurde abgebrochen.",
  "The other service did not answer or answered with an error; a later run may work.":
    "Der andere Dienst antwortete nicht oder mit einem Fehler; ein späterer Lauf kann gelingen.",
  "The integration tried something it has not declared and was stopped; its publisher has to declare it.":
    "Die Integration versuchte etwas, das sie nicht angegeben hat, und wurde angehalten; ihr Anbieter muss es angeben.",
  "The marketplace could not carry out the run; those who look after it see this, and a later run may work.":
    "Der Marktplatz konnte den Lauf nicht ausführen; wer ihn betreut, sieht das, und ein späterer Lauf kann gelingen.",
  "The marketplace could not keep what this run gave back; those who look after it see this.":
    "Der Marktplatz konnte nicht aufheben, was dieser Lauf ergab; wer ihn betreut, sieht das.",
  "The marketplace could not start the run; those who look after it see this.":
    "Der Marktplatz konnte den Lauf nicht starten; wer ihn betreut, sieht das.",
  "{server} could not be reached; a later run may work.": "{server} war nicht zu erreichen; ein späterer Lauf kann gelingen.",
  "The integration tried to reach {server}, which it has not declared; its publisher has to declare it.":
    "Die Integration wollte {server} erreichen, ohne das angegeben zu haben; ihr Anbieter muss es angeben.",
  "The integration asked for “{asked}”, which it does not declare; its publisher has to mend it.":
    "Die Integration verlangte „{asked}“, ohne das angegeben zu haben; ihr Anbieter muss das beheben.",
  "The integration needed “{asked}”, which this installation does not allow; allow it again on its page, or uninstall it.":
    "Die Integration brauchte „{asked}“, was hier nicht erlaubt ist; erlauben Sie es auf ihrer Seite wieder, oder deinstallieren Sie sie.",
  "The integration was asked for the choices of this form and gave none; its publisher has to mend it.":
    "Die Integration wurde nach der Auswahl für dieses Formular gefragt und gab keine; ihr Anbieter muss das beheben.",
  "The integration ended without saying that its work is done; its publisher has to look at it.":
    "Die Integration endete, ohne zu sagen, dass ihre Arbeit getan ist; ihr Anbieter muss das ansehen.",
  "The integration logged an error, though it reported success; its publisher has to look at it.":
    "Die Integration schrieb einen Fehler auf, obwohl sie Erfolg meldete; ihr Anbieter muss das ansehen.",
  "Only {count} {name}, where the integration promises at least {least}.":
    "Nur {count} {name}, wo die Integration mindestens {least} verspricht.",
  "Nothing has changed for {count} runs in a row, which this integration counts as a fault.":
    "Seit {count} Läufen hat sich nichts geändert, was diese Integration als Fehler wertet.",
  "The run took longer than {time} and was stopped; what it had saved is kept.":
    "Der Lauf dauerte länger als {time} und wurde angehalten; was er gespeichert hatte, bleibt.",
  "The run used more than {size} of memory and was stopped; what it had saved is kept.":
    "Der Lauf brauchte mehr als {size} Speicher und wurde angehalten; was er gespeichert hatte, bleibt.",
  "The run started more than {count} processes and was stopped; its publisher has to mend it.":
    "Der Lauf startete mehr als {count} Prozesse und wurde angehalten; der Anbieter muss das beheben.",
  "The run wrote more than its disk of {size} holds and was stopped; its publisher has to mend it.":
    "Der Lauf schrieb mehr, als auf seinen Datenträger von {size} passt, und wurde angehalten; der Anbieter muss das beheben.",
  "The run wrote more than {size} of log and was stopped; its publisher has to mend it.":
    "Der Lauf schrieb mehr als {size} Protokoll und wurde angehalten; der Anbieter muss das beheben.",
  "The run started more processes than allowed and was stopped; its publisher has to mend it.":
    "Der Lauf startete mehr Prozesse als erlaubt und wurde angehalten; der Anbieter muss das beheben.",
  "The run wrote more than its disk holds and was stopped; its publisher has to mend it.":
    "Der Lauf schrieb mehr, als Platz ist, und wurde angehalten; der Anbieter muss das beheben.",
  "The run wrote more log than allowed and was stopped; its publisher has to mend it.":
    "Der Lauf schrieb mehr Protokoll als erlaubt und wurde angehalten; der Anbieter muss das beheben.",
  "A command the integration needs is missing from its runtime; its publisher has to add it.":
    "Ein Befehl, den die Integration braucht, fehlt ihr; ihr Anbieter muss ihn hinzufügen.",
  "The run was cancelled before it began.": "Der Lauf wurde abgebrochen, bevor er begann.",
  "The integration was removed before the run began.": "Die Integration wurde entfernt, bevor der Lauf begann.",
  "The machine that ran it fell silent; the run is taken up again.":
    "Die Maschine, die ihn ausführte, verstummte; der Lauf wird wieder aufgenommen.",
  "Something in it is not as it has to be": "Etwas darin ist nicht so, wie es sein muss",
  "You may not do this": "Das dürfen Sie nicht",
  "This is not here, or not here any more": "Das gibt es hier nicht oder nicht mehr",
  "It is otherwise by now": "Es ist inzwischen anders",
  "This is not valid any more": "Das gilt nicht mehr",
  "This is too large": "Das ist zu groß",
  "This was refused": "Das wurde abgelehnt",
  "That was too often in a short time": "Das war zu oft in kurzer Zeit",
  "Something failed here": "Hier ist etwas fehlgeschlagen",
  "This cannot be done at the moment": "Das geht gerade nicht",
  "Ask an owner of your account.": "Fragen Sie einen Inhaber Ihres Kontos.",
  "Load the page again and look at it once more.": "Laden Sie die Seite neu und sehen Sie noch einmal nach.",
  "Wait a moment, then try again.": "Warten Sie einen Moment und versuchen Sie es dann noch einmal.",
  "Try again; if it stays, ask for help with the number below.":
    "Versuchen Sie es noch einmal; bleibt es so, bitten Sie mit der Nummer unten um Hilfe.",
  "In the server's own words: {said}": "Im Wortlaut des Servers: {said}",
};
