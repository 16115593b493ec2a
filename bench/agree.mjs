// What llama.cpp (the prebuilt one of node-llama-cpp) computes for GGUF files that Trine wrote, against the logits
// that others computed for the folders. Prints the largest difference of a probability, file by file; of encoders that of
// a number of the text's vector, brought to length one.
//   ./mvnw -pl model -am test -Dtest=AgreementTest -Dsurefire.failIfNoSpecifiedTests=false -Dtrine.agreement=$PWD/agreement
//   cd bench && npm install && node agree.mjs ../agreement/*.gguf
import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

const ENOUGH = 1e-3; // its table for GELU has half precision
const ENOUGH_OF_BLOCKS = 1e-2; // it rounds what goes into such a layer to 8 bits

const unit = (vector) => vector.map((number) => number / Math.hypot(...vector));

/** The largest difference, by the llama.cpp of this process. */
async function difference(file) {
  const {getLlama} = await import("node-llama-cpp");
  const failures = [];
  const llama = await getLlama({
    gpu: false, build: "never", logLevel: "error", logger: (level, message) => failures.push(message.trim()),
  });
  const {ids, logits, vector} = JSON.parse(readFileSync(file + ".json", "utf8"));
  try {
    const model = await llama.loadModel({modelPath: file});
    if (vector) {
      const context = await model.createEmbeddingContext({contextSize: 16, threads: 1});
      const embedding = (await context.getEmbeddingFor(ids)).vector;
      const [theirs, ours] = [unit(embedding), unit(vector)];
      return Math.max(...theirs.map((number, i) => Math.abs(number - ours[i]))).toExponential(1);
    }
    const context = await model.createContext({
      contextSize: 64, threads: 1, flashAttention: false,
      experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32",
    });
    const generateNext = {probabilities: true, options: {temperature: 1, topK: 0, topP: 1, minP: 0}};
    const steps = await context.getSequence().controlledEvaluate(ids.map((id) => [id, {generateNext}]));
    const differences = logits.flatMap((row, t) => {
      const sizes = row.map((logit) => Math.exp(logit - Math.max(...row)));
      const sum = sizes.reduce((a, b) => a + b);
      return sizes.map((size, id) => Math.abs(size / sum - (steps[t].next.probabilities.get(id) ?? 0)));
    });
    return Math.max(...differences).toExponential(1);
  } catch (error) {
    await new Promise((resolve) => setTimeout(resolve, 200)); // messages come late
    return failures[0] ?? String(error);
  }
}

if (process.argv[2] === "--one") {
  console.log(await difference(process.argv[3]));
  process.exit(0);
}
for (const file of process.argv.slice(2)) { // each in a process of its own, since assertions end it
  const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--one", file], {encoding: "utf8"});
  const said = run.status === 0 ? run.stdout.trim() : run.stderr.trim().split("\n").at(-1);
  const enough = /blocks-/.test(file) ? ENOUGH_OF_BLOCKS : ENOUGH;
  console.log(Number(said) < enough ? "agrees " : "differs", file.replace(/.*\//, ""), said);
}
