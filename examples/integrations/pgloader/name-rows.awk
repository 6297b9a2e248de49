# Reads pgloader's reasons, then the rows it put aside, and names each row with its reason.
function text(value) {
  gsub(/\t/, ", ", value); gsub(/[[:cntrl:]]/, " ", value); gsub(/\\/, "\\\\", value); gsub(/"/, "\\\"", value)
  return "\"" value "\""
}
FNR == NR { if (sub(/^Database error [0-9A-Z]+: /, "")) reason[++reasons] = $0; next }
$0 != "" { printf "failed {\"item\": %s, \"reason\": %s}\n", text($0), text(reason[++rows]) }
