package dev.trine.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, in capitals or not, as curl reads
 * them.
 */
final class EnvironmentProxy extends ProxySelector {
  private final Map<String, String> environment;

  EnvironmentProxy(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    for (String exempt : variable("no_proxy").orElse("").split(",")) {
      String suffix = exempt.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
      if (suffix.equals("*")
          || !suffix.isEmpty() && (host.equals(suffix) || host.endsWith("." + suffix))) {
        return List.of(Proxy.NO_PROXY);
      }
    }
    return variable(uri.getScheme() + "_proxy")
        .or(() -> variable("all_proxy"))
        .map(EnvironmentProxy::proxy)
        .map(List::of)
        .orElseGet(() ->
            Optional.ofNullable(ProxySelector.getDefault())
                .map(usual -> usual.select(uri))
                .orElse(List.of(Proxy.NO_PROXY)));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .filter(value -> !value.isBlank());
  }

  private static Proxy proxy(String address) {
    try {
      URI uri = URI.create(address.contains("://") ? address : "http://" + address);
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new BadInput(
        "the proxy " + address + " cannot be used; write http://host:port into the environment");
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
}
