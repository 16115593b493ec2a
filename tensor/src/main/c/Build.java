import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compiles the kernels during the Maven build: {@code java Build.java SOURCES LIBRARY [EMULATION]}.
 * Each level is compiled with its own instructions, then all are linked into one library. With
 * EMULATION, a folder of headers, the levels beyond AVX2 run on any x86 processor, for tests.
 *
 * <p>Without a C compiler the build goes on and says what that costs.
 */
final class Build {
  private static final List<String> AVX2 = List.of("-mavx2", "-mfma", "-mf16c");
  private static final List<String> AVX_512 =
      List.of("-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl");

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
    boolean x86 = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux") || !x86) {
      System.out.println("[INFO] The C kernels are for Linux on x86-64; here the Vector API serves.");
      return;
    }
    List<String> emulation = args.length > 2 ? List.of("-DEMULATED", "-I", args[2]) : List.of();
    if (!emulation.isEmpty() && !Files.exists(Path.of("/usr/include/simde/x86/avx512.h"))) {
      System.out.println("[WARNING] Without SIMDe (Debian: libsimde-dev) the tests run only the"
          + " kernels of this processor.");
      return;
    }
    new Build(Path.of(args[0]), Path.of(args[1]), emulation, compiler).build();
  }

  private void build() throws Exception {
    if (isFresh()) {
      return;
    }
    Files.createDirectories(library.getParent());
    Path objects = Files.createTempDirectory(library.getParent(), "objects");
    try {
      compile(objects, "avx2", AVX2);
      compile(objects, "vnni", emulated(AVX2, AVX_512, List.of("-mavx512vnni")));
      compile(objects, "amx", emulated(AVX2, AVX_512, List.of("-mavx512bf16")));
      compile(objects, emulation.isEmpty() ? "cpu_x86" : "cpu_emulated", List.of());
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
