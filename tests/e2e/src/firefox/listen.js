// Runs in the browser's own window: has each process that shows pages send here what they say by
// console.error. Everything else that goes wrong is among the messages of Services.console.
window.heard = [];
Services.ppmm.addMessageListener("e2e:console", (message) => window.heard.push(message.data));
const inEachProcess = `
  const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
  const system = Cc["@mozilla.org/systemprincipal;1"].createInstance(Ci.nsIPrincipal);
  storage.addLogEventListener((event) => {
    const said = event.wrappedJSObject ?? event;
    if (["error", "assert", "exception"].includes(said.level)) {
      sendAsyncMessage("e2e:console", said.arguments.map(String).join(" "));
    }
  }, system);
`;
const address = "data:application/javascript," + encodeURIComponent(inEachProcess);
Services.ppmm.loadProcessScript(address, true);
Services.console.reset();
