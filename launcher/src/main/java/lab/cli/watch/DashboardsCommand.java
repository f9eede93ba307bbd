package lab.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Desktop;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.LabClient;
import lab.cli.client.NotRunning;
import lab.cli.client.RunningLab;
import lab.cli.client.Where;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A look at the dashboards without Grafana. */
@Command(
        name = "dashboards",
        mixinStandardHelpOptions = true,
        description = {
            "Says where a running lab shows the dashboards of grafana/dashboards by itself, drawn from"
                    + " its own numbers: without Grafana, Prometheus or a network. What is shown begins"
                    + " when the page is opened.",
            "Exit code: 0 if a lab runs and shows them, 3 if none runs."
        })
public final class DashboardsCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Option(names = "--open", description = "open them in the browser, where there is a desktop")
    private boolean open;

    private final PrintWriter out;

    public DashboardsCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, InterruptedException {
        RunningLab lab = where.running().orElseThrow(() -> NotRunning.on(where.data()));
        URI page = URI.create("http://localhost:%d/dashboards".formatted(lab.consolePort()));
        try (var client = new LabClient(lab)) {
            out.println(page);
            for (JsonNode board : client.get("/api/dashboards")) {
                out.printf(
                        "  %s#%-16s %s%n",
                        page,
                        board.path("name").asText(),
                        board.path("title").asText().replaceFirst("^Tidemark: ", ""));
            }
        }
        if (open) {
            show(page);
        }
        return ExitCode.DONE;
    }

    private static void show(URI page) throws LabException {
        if (!Desktop.isDesktopSupported()
                || !Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            throw new LabException(
                    "--open: there must be a desktop with a browser, is none; open %s by hand"
                            .formatted(page));
        }
        try {
            Desktop.getDesktop().browse(page);
        } catch (IOException e) {
            throw new LabException("--open: " + LabException.reason(e), e);
        }
    }
}
