/** A failure whose message is the whole story: the person gets the sentence, no stack. */
export class Failure extends Error {}

/** Runs an entry script; a Failure becomes its sentence and exit code 1. */
export async function runEntry(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
