package dev.trine.train;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import dev.trine.train.Corpus.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Threads that share a batch: each takes part of the rows through a replica of the network, and the
 * gradients are summed in a fixed order.
 *
 * <p>libtorch itself computes with one thread in each. Its own team of threads waits at the end of
 * every small operation, which on a shared machine costs more than the second core brings.
 */
final class Workers {
  private final List<Qwen3> replicas = new ArrayList<>(); // the first is the network itself
  private final Executor threads;

  Workers(Qwen3 net, int count) {
    replicas.add(net);
    while (replicas.size() < count) {
      replicas.add(new Qwen3(net));
    }
    threads = Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon().factory());
  }

  /** Adds a batch's gradients to the network's; the loss is the mean over the answers' tokens. */
  double learn(List<Sequence> rows, ScalarType type) {
    int parts = Math.min(replicas.size(), rows.size());
    long tokens = rows.stream().mapToLong(Batch::answerLength).sum();
    var losses = new ArrayList<CompletableFuture<Double>>();
    for (int i = 0; i < parts; i++) {
      var part = rows.subList(i * rows.size() / parts, (i + 1) * rows.size() / parts);
      var net = replicas.get(i);
      losses.add(CompletableFuture.supplyAsync(() -> backward(net, part, tokens, type), threads));
    }
    double loss = losses.stream().mapToDouble(CompletableFuture::join).sum();
    replicas.subList(1, parts).forEach(this::collect);
    return loss;
  }

  private static double backward(Qwen3 net, List<Sequence> rows, long tokens, ScalarType type) {
    torch.set_num_threads(1);
    try (var scope = new PointerScope()) {
      var batch = Batch.pad(rows);
      var logits = net.logits(batch.ids(), batch.at(), type);
      double share = (double) batch.targets().numel() / tokens;
      var loss = cross_entropy_loss(logits, batch.targets()).mul(new Scalar(share));
      loss.backward();
      return loss.item_float();
    }
  }

  private void collect(Qwen3 replica) {
    try (var scope = new PointerScope();
        var noGradients = new NoGradGuard()) {
      var sums = replicas.getFirst().tensors();
      var terms = replica.tensors();
      for (int i = 0; i < sums.size(); i++) {
        sums.get(i).grad().add_(terms.get(i).grad());
        terms.get(i).grad().zero_();
      }
    }
  }
}
