import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compiles the kernels during the Maven build: {@code java Build.java SOURCES FOLDER [EMULATION]}.
 * Each level is compiled with its own instructions, then all are linked into one library. With
 * EMULATION, a folder of sources, the levels that a processor lacks are made to run on it for tests:
 * those beyond AVX2 by SIMDe, those for Arm as a program for qemu-user.
 *
 * <p>Without a C compiler the build goes on and says what that costs.
 */
final class Build {
  private static final List<String> AVX2 = List.of("-mavx2", "-mfma", "-mf16c");
  private static final List<String> AVX_512 =
      with(AVX2, "-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl");
  private static final List<String> TILES = with(AVX_512, "-mavx512bf16");
  private static final List<String> BY_SIMDE = with(AVX2, "-DEMULATED", "-O1");

  /** Sources and the instructions that each may use. */
  private static final Map<String, List<String>> X86 =
      Map.of("avx2", AVX2, "vnni", with(AVX_512, "-mavx512vnni"), "amx", TILES, "amx_int8", TILES,
          "amx_attention", TILES, "cpu_x86", List.of(), "memory", List.of());

  private static final Map<String, List<String>> X86_BY_SIMDE =
      Map.of("vnni", BY_SIMDE, "amx", BY_SIMDE, "amx_int8", BY_SIMDE,
          "amx_attention", BY_SIMDE, "cpu_emulated", List.of(), "memory", List.of());

  /** Instructions stay as they are written: gcc's order would need more registers than there are. */
  private static final Map<String, List<String>> ARM =
      Map.of("dotprod", List.of("-march=armv8.2-a+dotprod", "-fno-schedule-insns"),
          "i8mm", List.of("-march=armv8.2-a+dotprod+i8mm", "-fno-schedule-insns"),
          "cpu_arm", List.of(), "memory", List.of());

  private static final List<String> LIBRARY = List.of("-shared", "-Wl,-z,defs", "-Wl,-s");
  private static final List<String> PROGRAM = List.of("-static");

  private final List<Path> sources;
  private final String compiler;

  private Build(List<Path> sources, String compiler) {
    this.sources = sources;
    this.compiler = compiler;
  }

  public static void main(String[] args) throws Exception {
    String compiler = System.getenv().getOrDefault("CC", "gcc");
    String arch = System.getProperty("os.arch");
    boolean x86 = List.of("amd64", "x86_64").contains(arch);
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
        || !x86 && !arch.equals("aarch64")) {
      System.out.println("[INFO] The C kernels are for Linux on x86-64 and aarch64; here the Vector API serves.");
      return;
    }
    List<Path> sources = Stream.of(args).limit(1).map(Path::of).toList();
    Path folder = Path.of(args[1]);
    if (args.length == 2) {
      new Build(sources, compiler)
          .build(x86 ? X86 : ARM, LIBRARY, folder.resolve("linux-" + arch).resolve("libtrine.so"),
              "Without a C compiler (%s) the kernels in C are left out, and models run several times slower"
                  + " by the Vector API. Install gcc (Debian: apt install gcc libc6-dev) and build again.");
      return;
    }
    sources = List.of(Path.of(args[0]), Path.of(args[2]));
    if (x86 && Files.exists(Path.of("/usr/include/simde/x86/avx512.h"))) {
      new Build(sources, compiler)
          .build(X86_BY_SIMDE, LIBRARY, folder.resolve("libtrine.so"),
              "Without a C compiler (%s) the kernels in C are not tested here.");
    } else {
      System.out.println("[WARNING] Without SIMDe (Debian: libsimde-dev) the tests run only the"
          + " kernels of this processor.");
    }
    Map<String, List<String>> served = new HashMap<>(ARM);
    served.put("serve", List.of());
    new Build(sources, "aarch64-linux-gnu-gcc")
        .build(served, PROGRAM, folder.resolve("serve-aarch64"),
            "Without a cross compiler (%s; Debian: gcc-aarch64-linux-gnu) the kernels for Arm are not tested here.");
  }

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  /** Makes a library or a program of some sources, or says what its lack means. */
  private void build(Map<String, List<String>> units, List<String> kind, Path made, String lack)
      throws Exception {
    if (isFresh(made)) {
      return;
    }
    Files.createDirectories(made.getParent());
    Path objects = Files.createTempDirectory(made.getParent(), "objects");
    try {
      for (Map.Entry<String, List<String>> unit : units.entrySet()) {
        compile(unit.getKey(), unit.getValue(), objects);
      }
      link(objects, kind, made);
    } catch (NoCompiler e) {
      System.out.println("[WARNING] " + lack.formatted(compiler + " gave: " + e.getMessage()));
    } finally {
      try (Stream<Path> files = Files.list(objects)) {
        files.forEach(file -> file.toFile().delete());
      }
      Files.delete(objects);
    }
  }

  private boolean isFresh(Path made) throws IOException {
    if (!Files.exists(made)) {
      return false;
    }
    long built = made.toFile().lastModified();
    for (Path folder : sources) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.anyMatch(file -> file.toFile().lastModified() >= built)) {
          return false;
        }
      }
    }
    return true;
  }

  private void compile(String name, List<String> flags, Path objects) throws Exception {
    List<String> command = new ArrayList<>(List.of(compiler, "-O3", "-fPIC", "-Wall", "-Wno-psabi", "-c",
        "-o", objects.resolve(name + ".o").toString()));
    command.addAll(flags);
    for (Path folder : sources) {
      command.addAll(List.of("-I", folder.toString()));
      Path source = folder.resolve(name + ".c");
      if (Files.exists(source)) {
        command.add(source.toString());
      }
    }
    run(command);
  }

  private void link(Path objects, List<String> kind, Path made) throws Exception {
    Path linked = objects.resolve(made.getFileName());
    List<String> command = new ArrayList<>(List.of(compiler, "-o", linked.toString()));
    command.addAll(kind);
    try (Stream<Path> files = Files.list(objects)) {
      files.sorted().map(Path::toString).filter(name -> name.endsWith(".o")).forEach(command::add);
    }
    command.add("-lm");
    run(command);
    Files.move(linked, made, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void run(List<String> command) throws Exception {
    File output = File.createTempFile("trine", ".log");
    try {
      int code = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output)
          .start().waitFor();
      String said = Files.readString(output.toPath()).strip();
      if (code != 0) {
        throw new NoCompiler(said.lines().limit(3).reduce("", (a, b) -> a + " " + b).strip());
      }
    } catch (IOException e) {
      throw new NoCompiler("no such program");
    } finally {
      output.delete();
    }
  }

  /** The compiler is missing or does not know what we ask of it. */
  private static final class NoCompiler extends Exception {
    private static final long serialVersionUID = 1;

    NoCompiler(String message) {
      super(message);
    }
  }
}
