package lab.launcher.mcp;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;
import reactor.core.publisher.Mono;

/**
 * The protocol's streamable HTTP without streams or sessions: each message is a POST, and its
 * answer one JSON object. The house's HTTP stands before it, with its check of the token and of the
 * host.
 */
final class HttpTransport implements McpStatelessServerTransport, Router.Routes {
    private final McpJsonMapper mapper;
    private volatile Optional<McpStatelessServerHandler> handler = Optional.empty();

    HttpTransport(McpJsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public void setMcpHandler(McpStatelessServerHandler mcpHandler) {
        handler = Optional.of(mcpHandler);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(() -> handler = Optional.empty());
    }

    @Override
    public void addTo(Router router) {
        router.post("/mcp", this::answer);
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException {
        McpStatelessServerHandler to =
                handler.orElseThrow(() -> ProblemException.unavailable("mcp: it is closing"));
        switch (message(request)) {
            case JSONRPCRequest asked -> {
                JSONRPCResponse said =
                        to.handleRequest(McpTransportContext.EMPTY, asked)
                                .contextWrite(it ->
                                        it.put(McpTransportContext.KEY, McpTransportContext.EMPTY))
                                .block();
                response.header(HeaderValues.CONTENT_TYPE_JSON);
                response.header(HeaderNames.CACHE_CONTROL, "no-store");
                response.send(mapper.writeValueAsBytes(said));
            }
            case JSONRPCNotification told -> {
                to.handleNotification(McpTransportContext.EMPTY, told)
                        .contextWrite(
                                it -> it.put(McpTransportContext.KEY, McpTransportContext.EMPTY))
                        .block();
                response.status(Status.ACCEPTED_202).send();
            }
            default ->
                    throw ProblemException.badRequest(
                            "mcp: must be a request or a notification, was neither");
        }
    }

    private JSONRPCMessage message(ServerRequest request) throws IOException {
        try (InputStream body = request.content().inputStream()) {
            byte[] bytes = body.readNBytes(RequestView.BODY_BYTES_MAX);
            return McpSchema.deserializeJsonRpcMessage(
                    mapper, new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("mcp: must be a JSON-RPC message, was none");
        }
    }
}
