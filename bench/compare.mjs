// llama.cpp (the prebuilt one of node-llama-cpp) and Trine on the same file, in turns; prints medians and ratios.
//   cd bench && npm install && node compare.mjs MODEL.gguf [--prefill 512] [--decode 128] [--depth 0] [--threads 2] [--rounds 3]
import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

const {positionals, values} = parseArgs({
  allowPositionals: true,
  options: {
    prefill: {type: "string", default: "512"},
    decode: {type: "string", default: "128"},
    depth: {type: "string", default: "0"},
    threads: {type: "string", default: "2"},
    rounds: {type: "string", default: "3"},
    // Set when this file calls itself, so that each round of llama.cpp is a process of its own, as Trine's are.
    llama: {type: "boolean", default: false},
  },
});
const [model] = positionals;
if (!model || !existsSync(model)) {
  console.error("compare: give a .gguf file; trine bench --synthetic llama-1b:q4_0 makes one");
  process.exit(2);
}
const [prefill, decode, depth, threads, rounds] =
  ["prefill", "decode", "depth", "threads", "rounds"].map((name) => Number(values[name]));

/** One process of llama.cpp: {prefill, decode} in tokens a second. */
async function llama() {
  const {getLlama} = await import("node-llama-cpp");
  const engine = await getLlama({gpu: false, build: "never", logLevel: "error"});
  const loaded = await engine.loadModel({modelPath: model});
  const context = await loaded.createContext({
    contextSize: depth + Math.max(prefill, decode) + 8, batchSize: 512, threads,
  });
  const sequence = context.getSequence();
  const ids = (count) => Array.from({length: count}, (_, i) => (i * 7919) % 30000);
  let speed = {};
  for (const measured of [false, true]) { // the first pass warms up
    await sequence.clearHistory();
    if (depth > 0) await sequence.evaluateWithoutGeneratingNewTokens(ids(depth));
    const begun = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(ids(prefill));
    const filled = performance.now();
    await sequence.clearHistory();
    if (depth > 0) await sequence.evaluateWithoutGeneratingNewTokens(ids(depth));
    const started = performance.now();
    let made = 0;
    for await (const _ of sequence.evaluate([5], {temperature: 0, yieldEogToken: true})) {
      if (++made >= decode) break;
    }
    if (measured) {
      speed = {prefill: prefill * 1000 / (filled - begun), decode: made * 1000 / (performance.now() - started)};
    }
  }
  return speed;
}

if (values.llama) {
  console.log(JSON.stringify(await llama()));
  process.exit(0);
}

function run(command, args) {
  const done = spawnSync(command, args, {encoding: "utf8", stdio: ["ignore", "pipe", "inherit"]});
  if (done.status !== 0) throw new Error(`${command} ended with ${done.status}`);
  return JSON.parse(done.stdout.trim().split("\n").at(-1));
}

const trine = fileURLToPath(new URL("../trine", import.meta.url));
const speeds = {llama: {prefill: [], decode: []}, trine: {prefill: [], decode: []}};
for (let round = 0; round < rounds; round++) {
  const theirs = run(process.execPath, [...process.argv.slice(1), "--llama"]);
  const ours = run(trine, ["bench", model, "-p", `${prefill}`, "-n", `${decode}`, "-d", `${depth}`,
    "-t", `${threads}`, "-r", "1", "--json"]);
  for (const part of ["prefill", "decode"]) {
    speeds.llama[part].push(theirs[part]);
    speeds.trine[part].push(ours[part].median);
  }
}
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
for (const part of ["prefill", "decode"]) {
  const theirs = median(speeds.llama[part]), ours = median(speeds.trine[part]);
  console.log(`${part}: llama.cpp ${theirs.toFixed(2)}, trine ${ours.toFixed(2)} tokens/s, ratio ${(ours / theirs).toFixed(2)}`);
}
