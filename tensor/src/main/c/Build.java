import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      List.of("-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl");
  private static final List<String> DOTPROD = List.of("-march=armv8.2-a+dotprod");
  private static final String CROSS_COMPILER = "aarch64-linux-gnu-gcc";

  private final Path sources;
  private final Path library;
  private final List<String> emulation;
  private final String compiler;

  private Build(Path sources, Path library, List<String> emulation, String compiler) {
    this.sources = sources;
    this.library = library;
    this.emulation = emulation;
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
    Path sources = Path.of(args[0]);
    Path folder = Path.of(args[1]);
    if (args.length == 2) {
      new Build(sources, folder.resolve("linux-" + arch).resolve("libtrine.so"), List.of(), compiler)
          .build(x86);
      return;
    }
    if (x86 && Files.exists(Path.of("/usr/include/simde/x86/avx512.h"))) {
      new Build(sources, folder.resolve("libtrine.so"), List.of("-DEMULATED", "-I", args[2]), compiler)
          .build(true);
    } else {
      System.out.println("[WARNING] Without SIMDe (Debian: libsimde-dev) the tests run only the"
          + " kernels of this processor.");
    }
    new Build(sources, folder.resolve("serve-aarch64"), List.of(), CROSS_COMPILER)
        .buildService(Path.of(args[2]));
  }

  private void build(boolean x86) throws Exception {
    if (isFresh()) {
      return;
    }
    Files.createDirectories(library.getParent());
    Path objects = Files.createTempDirectory(library.getParent(), "objects");
    try {
      if (x86) {
        if (emulation.isEmpty()) {
          compile(objects, "avx2", AVX2);
        }
        compile(objects, "vnni", emulated(AVX2, AVX_512, List.of("-mavx512vnni")));
        for (String tiles : List.of("amx", "amx_int8")) {
          compile(objects, tiles, emulated(AVX2, AVX_512, List.of("-mavx512bf16")));
        }
        compile(objects, emulation.isEmpty() ? "cpu_x86" : "cpu_emulated", List.of());
      } else {
        compile(objects, "dotprod", DOTPROD);
        compile(objects, "cpu_arm", List.of());
      }
      compile(objects, "memory", List.of());
      link(objects);
    } catch (NoCompiler e) {
      System.out.println("[WARNING] Without a C compiler (" + compiler + " gave: " + e.getMessage()
          + ") the kernels in C are left out, and models run several times slower by the Vector API."
          + " Install gcc (Debian: apt install gcc libc6-dev) and build again.");
    } finally {
      try (Stream<Path> files = Files.list(objects)) {
        files.forEach(file -> file.toFile().delete());
      }
      Files.delete(objects);
    }
  }

  /** The kernels for Arm as a program without libraries, which qemu-user runs on any processor. */
  private void buildService(Path tests) throws Exception {
    if (isFresh()) {
      return;
    }
    Files.createDirectories(library.getParent());
    List<String> command = new ArrayList<>(List.of(compiler, "-O2", "-static", "-Wall", "-Wno-psabi",
        "-DSERVED=dotprod", "-I", sources.toString(), "-o", library.toString()));
    command.addAll(DOTPROD);
    command.add(tests.resolve("serve.c").toString());
    command.add(sources.resolve("dotprod.c").toString());
    command.add(sources.resolve("cpu_arm.c").toString());
    command.add("-lm");
    try {
      run(command);
    } catch (NoCompiler e) {
      System.out.println("[WARNING] Without a cross compiler (" + compiler + " gave: " + e.getMessage()
          + "; Debian: gcc-aarch64-linux-gnu) the kernels for Arm are not tested here.");
    }
  }

  private boolean isFresh() throws IOException {
    if (!Files.exists(library)) {
      return false;
    }
    long built = library.toFile().lastModified();
    try (Stream<Path> files = Files.list(sources)) {
      return files.allMatch(file -> file.toFile().lastModified() < built);
    }
  }

  @SafeVarargs
  private List<String> emulated(List<String> basis, List<String>... beyond) {
    List<String> flags = new ArrayList<>(basis);
    flags.addAll(emulation);
    if (emulation.isEmpty()) {
      for (List<String> more : beyond) {
        flags.addAll(more);
      }
    }
    return flags;
  }

  private void compile(Path objects, String name, List<String> flags) throws Exception {
    Path source = sources.resolve(name + ".c");
    if (!Files.exists(source)) {
      source = Path.of(emulation.get(2), name + ".c");
    }
    List<String> command = new ArrayList<>(List.of(compiler, emulation.isEmpty() ? "-O3" : "-O1", "-fPIC", "-Wall", "-Wno-psabi",
        "-I", sources.toString(), "-c", source.toString(),
        "-o", objects.resolve(name + ".o").toString()));
    command.addAll(flags);
    run(command);
  }

  private void link(Path objects) throws Exception {
    Path made = objects.resolve(library.getFileName());
    List<String> command = new ArrayList<>(List.of(compiler, "-shared", "-Wl,-z,defs", "-Wl,-s",
        "-o", made.toString()));
    try (Stream<Path> files = Files.list(objects)) {
      files.sorted().map(Path::toString).filter(name -> name.endsWith(".o")).forEach(command::add);
    }
    command.add("-lm");
    run(command);
    Files.move(made, library, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
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
