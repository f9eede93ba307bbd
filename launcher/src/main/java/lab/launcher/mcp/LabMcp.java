package lab.launcher.mcp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.jackson2.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.HttpService;
import lab.servicekit.http.TokenFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lab for clients of the Model Context Protocol: over standard input and output for a client
 * that starts it, or over HTTP on loopback for one that has the lab's token. Both have the same
 * tools, and neither keeps anything of a client.
 */
public final class LabMcp {
    private static final Logger log = LoggerFactory.getLogger(LabMcp.class);
    private static final String NAME = "tidemark";
    private static final String VERSION = "0.1.0";
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);

    /** More would fill a model's context with what it cannot read. */
    static final int TEXT_MAX = 200_000;

    private static final String INSTRUCTIONS =
            """
            A trading lab on paper: no real money, and no tool here changes anything. Times are UTC event time. \
            If status says that the feed is SIMULATED, every price is made up. A strategy's lead is to be \
            believed only as far as positions and audit say that it is no luck.\
            """;

    private final List<LabTool> tools;

    public LabMcp(LabRest lab) {
        this.tools = new LabTools(lab).all();
    }

    /** Serves one client, until it closes its end. */
    public AutoCloseable serve(InputStream in, OutputStream out) {
        var transport = new StdioServerTransportProvider(mapper(), in, out, 1 << 20);
        McpSyncServer server =
                McpServer.sync(transport)
                        .serverInfo(NAME, VERSION)
                        .instructions(INSTRUCTIONS)
                        .jsonMapper(mapper())
                        .jsonSchemaValidator(new DefaultJsonSchemaValidator())
                        .requestTimeout(ANSWERS_WITHIN)
                        .capabilities(ServerCapabilities.builder().tools(false).build())
                        .tools(
                                tools.stream()
                                        .map(tool ->
                                                McpServerFeatures.SyncToolSpecification.builder()
                                                        .tool(described(tool))
                                                        .callHandler((_, request) ->
                                                                call(tool, request.arguments()))
                                                        .build())
                                        .toList())
                        .build();
        return server::closeGracefully;
    }

    /**
     * Serves whoever shows the token, at {@code /mcp}.
     *
     * @param port on loopback; 0 for any
     */
    public Served serve(int port, TokenFile token) {
        var transport = new HttpTransport(mapper());
        McpStatelessSyncServer server =
                McpServer.sync(transport)
                        .serverInfo(NAME, VERSION)
                        .instructions(INSTRUCTIONS)
                        .jsonMapper(mapper())
                        .jsonSchemaValidator(new DefaultJsonSchemaValidator())
                        .requestTimeout(ANSWERS_WITHIN)
                        .capabilities(ServerCapabilities.builder().tools(false).build())
                        .tools(
                                tools.stream()
                                        .map(tool ->
                                                McpStatelessServerFeatures.SyncToolSpecification
                                                        .builder()
                                                        .tool(described(tool))
                                                        .callHandler((_, request) ->
                                                                call(tool, request.arguments()))
                                                        .build())
                                        .toList())
                        .build();
        HttpService http =
                HttpService.named("mcp", HttpConfig.loopback(port))
                        .token(token)
                        .routes(transport)
                        .start();
        return new Served(http, server);
    }

    /** One that listens. */
    public record Served(HttpService http, McpStatelessSyncServer server) implements AutoCloseable {
        @Override
        public void close() {
            http.close();
            server.close();
        }
    }

    static McpJsonMapper mapper() {
        return new JacksonMcpJsonMapper(JsonMapper.builder().build());
    }

    private static Tool described(LabTool tool) {
        return Tool.builder(tool.name(), tool.schema())
                .title(tool.title())
                .description(tool.description())
                .annotations(
                        ToolAnnotations.builder()
                                .title(tool.title())
                                .readOnlyHint(true)
                                .destructiveHint(false)
                                .idempotentHint(true)
                                .openWorldHint(false)
                                .build())
                .build();
    }

    private static CallToolResult call(LabTool tool, @Nullable Map<String, Object> arguments) {
        try {
            String text =
                    tool.call().answer(new Arguments(arguments == null ? Map.of() : arguments));
            return text.length() <= TEXT_MAX
                    ? CallToolResult.builder().addTextContent(text).build()
                    : failed(
                            "the answer has %d characters, at most %d are passed on: ask for less"
                                    .formatted(text.length(), TEXT_MAX));
        } catch (ToolException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("it was broken off");
        } catch (RuntimeException e) {
            log.error("tool failed tool={}", tool.name(), e);
            return failed("the tool failed: " + e);
        }
    }

    private static CallToolResult failed(String reason) {
        return CallToolResult.builder().addTextContent(reason).isError(true).build();
    }
}
