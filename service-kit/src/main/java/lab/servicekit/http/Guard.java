package lab.servicekit.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stands before every route: who asks under another name is turned away, and who wants to change
 * something has to show the token.
 *
 * <p>The name matters because a page on the web can point a name of its own at 127.0.0.1 and then
 * read what it finds there as its own (DNS rebinding); the browser still sends that name as {@code
 * Host}.
 */
final class Guard implements Filter {
    private static final Set<Method> READING = Set.of(Method.GET, Method.HEAD);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> hosts;
    private final Optional<TokenFile> token;

    Guard(Collection<String> otherHosts, Optional<TokenFile> token) {
        this.hosts =
                Stream.concat(LOOPBACK.stream(), otherHosts.stream())
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        this.token = token;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        SecurityHeaders.into(response);
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        if (!hosts.contains(name(host))) {
            Problems.send(
                    response,
                    Problem.of(421, "host: must be one of this service's names, was another"));
        } else if (!READING.contains(request.prologue().method()) && !mayChange(request)) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
            Problems.send(
                    response, Problem.of(401, "authorization: must be the lab's bearer token"));
        } else {
            chain.proceed();
        }
    }

    private boolean mayChange(RoutingRequest request) {
        return token.isPresent()
                && request.headers()
                        .first(HeaderNames.AUTHORIZATION)
                        .filter(token.get()::admits)
                        .isPresent();
    }

    /** A {@code Host} header without its port. */
    static String name(String host) {
        int bracket = host.indexOf(']');
        int colon = host.indexOf(':', Math.max(bracket, 0));
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
