// llama.cpp (the prebuilt one of node-llama-cpp) and Trine on the same files, in turns, each measurement a
// process of its own. Prints a Markdown table of medians and ratios.
//   cd bench && npm install && node compare.mjs llama-1b:q4_0 [MODEL.gguf ...] [--threads 2] [--rounds 3]
//     [--prefill 512] [--decode 64] [--depth 4096] [--cold] [--busy] [--flash]
// --cold measures whole processes that open the model, read a prompt and say one token; --busy measures decode once more while another process keeps one processor busy; --flash turns on
// llama.cpp's flash attention, which is off by default. A name such as llama-1b:q4_0 is a synthetic model.
import {spawn, spawnSync} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import {availableParallelism, cpus} from "node:os";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

const {positionals: models, values: options} = parseArgs({
  allowPositionals: true,
  options: {
    threads: {type: "string", default: String(availableParallelism())},
    rounds: {type: "string", default: "3"},
    prefill: {type: "string", default: "512"},
    decode: {type: "string", default: "64"},
    depth: {type: "string", default: "4096"}, // 0: not measured
    cold: {type: "boolean", default: false},
    busy: {type: "boolean", default: false},
    flash: {type: "boolean", default: false},
    llama: {type: "string"}, // how this file calls itself: prefill,decode,depth of one measurement
  },
});

const ids = (count) => Array.from({length: count}, (_, i) => (i * 7919) % 30000);

/** llama.cpp says the first token after a prompt, and ends. */
async function llamaCold(model, prompt) {
  const {getLlama} = await import("node-llama-cpp");
  const engine = await getLlama({gpu: false, build: "never", logLevel: "error"});
  const loaded = await engine.loadModel({modelPath: model});
  const context = await loaded.createContext({
    contextSize: prompt + 8, batchSize: 512, threads: Number(options.threads), flashAttention: options.flash,
  });
  for await (const token of context.getSequence().evaluate(ids(prompt), {temperature: 0, yieldEogToken: true})) {
    console.log(token);
    process.exit(0);
  }
}

/** One measurement of llama.cpp in this process: tokens a second, and the most memory it took. */
async function llama(model, prefill, decode, depth) {
  const {getLlama} = await import("node-llama-cpp");
  const engine = await getLlama({gpu: false, build: "never", logLevel: "error"});
  const loaded = await engine.loadModel({modelPath: model});
  const context = await loaded.createContext({
    contextSize: depth + prefill + 2 * decode + 8, batchSize: 512, threads: Number(options.threads),
    flashAttention: options.flash,
  });
  const sequence = context.getSequence();
  const perSecond = (tokens, begun) => tokens * 1000 / (performance.now() - begun);
  const speeds = {};
  if (prefill > 0) {
    for (const _ of ["warm", "measured"]) {
      await sequence.clearHistory();
      const begun = performance.now();
      await sequence.evaluateWithoutGeneratingNewTokens(ids(prefill));
      speeds.prefill = perSecond(prefill, begun);
    }
    await sequence.clearHistory();
  }
  if (depth > 0) await sequence.evaluateWithoutGeneratingNewTokens(ids(depth));
  for (const _ of ["warm", "measured"]) {
    const begun = performance.now();
    let made = 0;
    for await (const token of sequence.evaluate([5], {temperature: 0, yieldEogToken: true})) {
      if (++made >= decode) break;
    }
    speeds.decode = perSecond(made, begun);
  }
  return {...speeds, peakBytes: Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024};
}

if (options.llama && options.cold) await llamaCold(models[0], Number(options.prefill));
if (options.llama) {
  console.log(JSON.stringify(await llama(models[0], ...options.llama.split(",").map(Number))));
  process.exit(0);
}

if (models.length === 0) {
  console.error("compare: give .gguf files or names of synthetic models, such as llama-1b:q4_0");
  process.exit(2);
}

const trine = fileURLToPath(new URL("../trine", import.meta.url));

function json(command, args) {
  const done = spawnSync(command, args, {encoding: "utf8", stdio: ["ignore", "pipe", "inherit"]});
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${done.status}`);
  return JSON.parse(done.stdout.trim().split("\n").at(-1));
}

const engines = {
  "llama.cpp": (file, prefill, decode, depth) => json(process.execPath,
    [fileURLToPath(import.meta.url), file, "--llama", `${prefill},${decode},${depth}`, "--threads", options.threads,
      ...(options.flash ? ["--flash"] : [])]),
  trine: (file, prefill, decode, depth) => {
    const line = json(trine, ["bench", file, "-p", `${prefill}`, "-n", `${decode}`, "-d", `${depth}`,
      "-t", options.threads, "-r", "1", "--json"]);
    return {prefill: line.prefill?.median, decode: line.decode.median, peakBytes: line.peakBytes};
  },
};

/** How long a whole process takes to say the first token after a prompt, in seconds. */
const cold = {
  "llama.cpp": (file) => seconds(process.execPath,
    [fileURLToPath(import.meta.url), file, "--llama", "cold", "--cold", "--prefill", options.prefill, "--threads", options.threads,
      ...(options.flash ? ["--flash"] : [])]),
  trine: (file) => seconds(trine, ["run", file, `--ids=${ids(Number(options.prefill))}`, "-n", "1", "--ignore-eos",
    "--ctx", `${Number(options.prefill) + 8}`, "-t", options.threads]),
};

function seconds(command, args) {
  const begun = performance.now();
  const done = spawnSync(command, args, {encoding: "utf8", stdio: ["ignore", "pipe", "inherit"]});
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${done.status}`);
  return (performance.now() - begun) / 1000;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Measures both engines in turns and prints a row for each result. */
function compare(name, file, situation, prefill, depth) {
  const results = {"llama.cpp": [], trine: []};
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [engine, measure] of Object.entries(engines)) {
      results[engine].push(measure(file, prefill, Number(options.decode), depth));
    }
  }
  const row = (what, key, scale, digits) => {
    const [theirs, ours] = Object.values(results).map((all) => median(all.map((one) => one[key])) / scale);
    console.log(`| ${name} | ${what} | ${theirs.toFixed(digits)} | ${ours.toFixed(digits)} | ${(ours / theirs).toFixed(2)} |`);
  };
  if (prefill > 0) row(`prefill ${prefill}, tokens/s`, "prefill", 1, 1);
  row(`decode ${situation}, tokens/s`, "decode", 1, 1);
  row(`peak memory ${situation}, MiB`, "peakBytes", 2 ** 20, 0);
}

console.log(`${cpus()[0].model}, ${options.threads} of ${cpus().length} threads, medians of ${options.rounds}\n`);
console.log("| model | | llama.cpp | trine | ratio |\n|---|---|---|---|---|");
for (const name of models) {
  const file = existsSync(name) ? name : json(trine, ["bench", "--synthetic", name, "-p", "0", "-n", "1", "-r", "1", "--json"]).model;
  if (options.cold) {
    const times = {"llama.cpp": [], trine: []};
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const [engine, measure] of Object.entries(cold)) times[engine].push(measure(file));
    }
    const [theirs, ours] = Object.values(times).map(median);
    console.log(`| ${name} | first token after ${options.prefill}, cold process, s | ${theirs.toFixed(2)} | ${ours.toFixed(2)} | ${(ours / theirs).toFixed(2)} |`);
  }
  compare(name, file, "at depth 0", Number(options.prefill), 0);
  if (options.depth !== "0") compare(name, file, `at depth ${options.depth}`, 0, Number(options.depth));
  if (options.busy) {
    const other = spawn(process.execPath, ["-e", "for (;;);"]);
    try {
      compare(name, file, "beside a busy process", 0, 0);
    } finally {
      other.kill();
    }
  }
}
