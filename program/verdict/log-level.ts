const structured =
  /(?:^|[\s{,])"?(?:level|severity|lvl|loglevel|log\.level)"?\s?[=:]\s?"?(error|err|critical|crit|fatal|panic|emerg(?:ency)?|alert|50|60)"?(?=[\s,}]|$)/i;
const word = /\b(?:ERROR|CRITICAL|FATAL|SEVERE|EMERGENCY|PANIC)\b/;
const furthest = 100;

/** True when a line carries the level ERROR or worse where a logger writes it, not merely the word. */
export function isErrorLevel(text: string): boolean {
  const found = word.exec(text.slice(0, furthest));
  if (found && isLevelPosition(text, found.index, found.index + found[0].length)) return true;
  return structured.test(text) && /^\s*(?:\{|[a-z_.]{1,30}=|[0-9[])/i.test(text);
}

function isLevelPosition(text: string, from: number, to: number): boolean {
  const before = text.slice(0, from);
  const after = text.slice(to, to + 3);
  const plain = before.replaceAll(/\[[^\]]{0,60}\]|\([^)]{0,60}\)|<[^>]{0,60}>/g, " ");
  const words = plain.match(/[A-Za-z][A-Za-z0-9_.$/:-]*/g) ?? [];
  const stamped = /[0-9]{1,2}:[0-9]{2}/.test(before) || /[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}/.test(before);
  const bracketed = /[[(<|]\s?$/.test(before) && /^\s{0,2}[\])>|]/.test(after);
  const separated = /^(?::|\s{0,2}[|\]]|\s:|\s-)/.test(after);
  if (words.length > (stamped ? 2 : 1)) return false;
  return bracketed || separated || (stamped && /^\s/.test(after));
}
