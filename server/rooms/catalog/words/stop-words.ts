/** Words that say nothing about what is looked for; alone they are looked for all the same. */
const text = `
a an the this that these those of to for in on at by with from into onto and or not is are be was it its as if when where whenever then than so do does
i me my we us our you your they their them he she his her how what which who why can could should would will want wants need needs like please get gets
new every each all any some automatically automatic auto easily integration integrations integrate app apps connector connectors plugin
plugins addon addons extension tool tools software service services connect connects connecting connection between using use via my about more
online cloud digital electronic something someone somebody thing things there here have has had make makes let
der die das den dem des ein eine einen einem einer und oder nicht ist sind mit von vom zu zum zur fur in im an am auf aus bei nach wenn dann wie was wer
ich mein meine meinen wir unser unsere sie ihr ihre er es als auch alle alles jede jeden jeder neue neuen neuer neues bitte will mochte kann konnen
elektronisch elektronische soll automatisch integrieren verbinden verbindung anbindung schnittstelle anwendung werkzeug dienst uber per
`;

const stopWords = new Set(text.trim().split(/\s+/));

/** Without words that say nothing, unless nothing else was said. */
export function dropStopWords(words: readonly string[]): string[] {
  const left = words.filter((word) => !stopWords.has(word));
  return left.length > 0 ? left : [...words];
}
