package lab.cli.watch;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lab.cli.client.ExitCode;
import lab.cli.client.LabClient;
import lab.cli.client.NotRunning;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.mcp.EnoughException;
import lab.launcher.mcp.LabMcp;
import lab.launcher.mcp.LabRest;
import lab.launcher.mcp.ToolException;
import lab.launcher.query.AnswerSink;
import lab.servicekit.http.TokenFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The lab for clients of the Model Context Protocol. */
@Command(
        name = "mcp",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the lab to a client of the Model Context Protocol, such as a language model's:"
                    + " read only, nothing that changes state. Over standard input and output, until"
                    + " the client closes them; or with --http at http://127.0.0.1:8009/mcp, for"
                    + " whoever sends the lab's token (secrets/token in the data directory) as"
                    + " Authorization: Bearer.",
            "The lab may be started and stopped meanwhile."
        })
public final class McpCommand implements Callable<Integer> {
    private static final int PORT = 8009;

    @Mixin private Where where = new Where();

    @Option(names = "--http", description = "over HTTP on loopback, until Ctrl-C")
    private boolean http;

    private final OutputStream messages;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * Serves the lab.
     *
     * @param messages where those of the protocol go: {@code System.out} is closed to libraries
     */
    public McpCommand(OutputStream messages, PrintWriter out, PrintWriter err) {
        this.messages = messages;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        var mcp = new LabMcp(new Running(where));
        if (http) {
            serveHttp(mcp);
        } else {
            serveStandardIo(mcp);
        }
        return ExitCode.DONE;
    }

    private void serveHttp(LabMcp mcp) throws LabException, InterruptedException {
        if (!where.data().exists()) {
            throw NotRunning.neverWas(where.data());
        }
        int port = PORT + where.portOffset().orElse(offset());
        if (!Ports.isFree(port)) {
            throw new LabException(
                    "port %d (mcp): it must be free, another program listens there; stop that or give another --port-offset"
                            .formatted(port));
        }
        var token = TokenFile.openOrCreate(where.data().token());
        try (LabMcp.Served served = mcp.serve(port, token)) {
            out.printf(
                    "mcp at http://127.0.0.1:%d/mcp; the token is in %s%n",
                    served.http().port(), where.data().token());
            out.flush();
            new CountDownLatch(1).await(); // until Ctrl-C ends the process
        }
    }

    private int offset() throws LabException {
        return where.running().map(lab -> lab.ports().offset()).orElse(0);
    }

    /** Nothing else may be written to standard output: the client reads it as messages. */
    private void serveStandardIo(LabMcp mcp) throws Exception {
        err.println("mcp over standard input and output; --help says how else");
        err.flush();
        var in = new EndingInput(System.in);
        AutoCloseable server = mcp.serve(in, messages);
        try {
            in.awaitEnd();
        } finally {
            server.close();
        }
    }

    /** The lab that runs on a data directory now. */
    private record Running(Where where) implements LabRest {
        private RunningLab lab() throws ToolException {
            try {
                return where.running().orElseThrow(() -> NotRunning.on(where.data()));
            } catch (LabException | NotRunning e) {
                throw new ToolException(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public Ports ports() throws ToolException {
            return lab().ports();
        }

        @Override
        public void sql(String statement, Duration patience, AnswerSink sink)
                throws ToolException, InterruptedException {
            try (var client = new LabClient(lab());
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answer =
                        threads.submit(() -> {
                            client.sql(statement, /* follow= */ false, Optional.empty(), sink);
                            return true;
                        });
                try {
                    var _ = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    throw new ToolException(
                            "sql: it must answer within %d s, did not; ask for less"
                                    .formatted(patience.toSeconds()));
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof EnoughException) {
                        return;
                    }
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    throw new ToolException(LabException.reason(cause));
                } finally {
                    answer.cancel(true);
                }
            }
        }
    }
}
