package dev.trine.cli;

import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** A tensor's weights as float32, row by row. */
@Command(
    name = "dequantize",
    mixinStandardHelpOptions = true,
    description = "Prints a tensor's weights as float32.")
final class Dequantize implements Runnable {

  @Mixin private ModelFile model;

  @Parameters(index = "1", paramLabel = "TENSOR", description = "Its name, as inspect shows it.")
  private String name;

  @Option(names = "--rows", paramLabel = "a..b", description = "Rows a to b, without b.")
  private String rows = "";

  @Option(
      names = "--json",
      description = "One JSON value, which is also what is printed without it.")
  @SuppressWarnings("unused") // it is always JSON
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Tensor tensor = model.tensors().get(name);
    if (tensor == null) {
      throw new BadInput(model.path() + ": has no tensor " + name + "; inspect lists them");
    }
    int[] range = range(tensor.rows());
    int columns = tensor.columns();
    float[] values = new float[Math.multiplyExact(range[1] - range[0], columns)];
    for (int row = range[0]; row < range[1]; row++) {
      tensor.row(row, values, (row - range[0]) * columns);
    }
    List<Long> shape =
        rows.isEmpty()
            ? Arrays.stream(tensor.shape()).boxed().toList()
            : List.of((long) range[1] - range[0], (long) columns);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("shape", shape);
    result.put("values", values);
    spec.commandLine().getOut().println(JsonMapper.shared().writeValueAsString(result));
  }

  private int[] range(int count) {
    if (rows.isEmpty()) {
      return new int[] {0, count};
    }
    if (rows.matches("\\d{1,9}\\.\\.\\d{1,9}")) {
      int dots = rows.indexOf('.');
      int from = Integer.parseInt(rows.substring(0, dots));
      int to = Integer.parseInt(rows.substring(dots + 2));
      if (from <= to && to <= count) {
        return new int[] {from, to};
      }
    }
    throw new BadInput("--rows " + rows + ": give a..b with a <= b <= " + count);
  }
}
