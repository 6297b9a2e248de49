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
  "The run was cancelled.": "Der Lauf wurde abgebrochen.",
};
