// Runs in the browser's own window: the errors since the last time.
const found = window.heard;
window.heard = [];
for (const message of Services.console.getMessageArray()) {
  if (!(message instanceof Ci.nsIScriptError)) continue;
  const refused = ["Script Loader", "CSP_CSPViolation"].includes(message.category);
  const isError = !(message.flags & Ci.nsIScriptError.warningFlag);
  // The browser's own mistakes are not ours.
  if ((isError || refused) && message.sourceName.startsWith("http")) {
    found.push(`${message.errorMessage} (${message.sourceName}:${message.lineNumber})`);
  }
}
Services.console.reset();
return found;
