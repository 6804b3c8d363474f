// node mail-sink.mjs ADDRESS PORT FILE: a mail server that takes every mail and appends it to FILE.
import { createWriteStream } from "node:fs";
import { SMTPServer } from "smtp-server";

const [address, port, file] = process.argv.slice(2);
const sink = createWriteStream(file, { flags: "a" });

new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  onData(stream, _session, taken) {
    stream.on("end", () => taken()).pipe(sink, { end: false });
  },
}).listen(Number(port), address);
