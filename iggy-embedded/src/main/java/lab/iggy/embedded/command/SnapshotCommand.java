package lab.iggy.embedded.command;

import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lab.files.LiveFolder;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/**
 * Command 11: what helps to find out why a broker is as it is, as texts in a ZIP file. The real
 * server runs programs for it and shows all processes of the machine to whoever is logged in; this
 * one tells of itself, to whoever may read the server.
 */
public final class SnapshotCommand implements CommandTable.Family {
    private static final int STORED = 1;
    private static final int DEFLATED = 2;
    private static final int COMPRESSION_MAX = 6;
    private static final int ALL = 100;

    /** By their numbers in the protocol, which begin at 1. */
    private enum Part {
        FILESYSTEM_OVERVIEW,
        PROCESS_LIST,
        RESOURCE_USAGE,
        TEST,
        SERVER_LOGS,
        SERVER_CONFIG;

        String file() {
            return name().toLowerCase(Locale.ROOT) + ".txt";
        }
    }

    private final HostFacts host;
    private final Path dataDirectory;
    private final ServerLimits limits;

    public SnapshotCommand(HostFacts host, Path dataDirectory, ServerLimits limits) {
        this.host = host;
        this.dataDirectory = dataDirectory;
        this.limits = limits;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.add(11, Command.Access.LOGGED_IN, Command.Place.DISK, this::snapshot);
    }

    private Reply snapshot(Session session, WireReader payload) throws IOException {
        int compression = payload.u8();
        var parts = parts(payload);
        Rights.check(session, Permissions::mayReadServer);
        if (compression < STORED || compression > COMPRESSION_MAX) {
            throw new RefusedException(
                    ErrorCode.INVALID_COMMAND, "snapshot: no such compression: " + compression);
        }
        if (compression > DEFLATED) {
            throw new RefusedException(
                    ErrorCode.FEATURE_UNAVAILABLE,
                    "snapshot: only stored and deflated, not " + compression);
        }
        var out = Bodies.fresh();
        try (var zip = new ZipOutputStream(new ByteBufOutputStream(out))) {
            // Blocks that are not compressed: an entry that is stored would need its size before
            zip.setLevel(compression == STORED ? Deflater.NO_COMPRESSION : Deflater.BEST_SPEED);
            for (var part : parts) {
                zip.putNextEntry(new ZipEntry(part.file()));
                write(text(part), zip);
                zip.closeEntry();
            }
        }
        return new Reply.Body(out);
    }

    private static void write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Set<Part> parts(WireReader payload) {
        var parts = new LinkedHashSet<Part>();
        int count = payload.u8();
        for (int left = count; left > 0; left--) {
            int code = payload.u8();
            if (code == ALL && count == 1) {
                parts.addAll(List.of(Part.values()));
                parts.remove(Part.TEST);
            } else if (code >= 1 && code <= Part.values().length) {
                parts.add(Part.values()[code - 1]);
            } else {
                throw new RefusedException(
                        ErrorCode.INVALID_COMMAND, "snapshot: no such part, or not with others");
            }
        }
        return parts;
    }

    private String text(Part part) throws IOException {
        return switch (part) {
            case FILESYSTEM_OVERVIEW -> files();
            case PROCESS_LIST -> threads();
            case RESOURCE_USAGE -> resources();
            case TEST -> "test\n";
            case SERVER_LOGS -> "The broker logs where the program that runs it does.\n";
            case SERVER_CONFIG -> limits + "\n";
        };
    }

    /** A log that is removed meanwhile is left out. */
    private String files() throws IOException {
        return LiveFolder.files(dataDirectory).stream()
                .map(file ->
                        "%,15d  %s%n"
                                .formatted(file.toFile().length(), dataDirectory.relativize(file)))
                .sorted()
                .collect(Collectors.joining());
    }

    private String threads() {
        var beans = ManagementFactory.getThreadMXBean();
        return "process %d, started %s%n".formatted(host.processId(), host.processStart())
                + Arrays.stream(beans.getThreadInfo(beans.getAllThreadIds()))
                        .filter(thread -> thread != null)
                        .map(thread ->
                                "%-15s %s%n"
                                        .formatted(thread.getThreadState(), thread.getThreadName()))
                        .sorted()
                        .collect(Collectors.joining());
    }

    private String resources() {
        return """
        cpu of the process, percent: %.1f
        cpu of the machine, percent: %.1f
        memory of the process, bytes: %d
        memory of the machine, bytes: %d, available %d
        disk, bytes: %d, free %d
        threads: %d
        """
                .formatted(
                        host.processCpuPercent(),
                        host.totalCpuPercent(),
                        host.memoryBytes(),
                        host.totalMemoryBytes(),
                        host.availableMemoryBytes(),
                        host.totalDiskBytes(),
                        host.freeDiskBytes(),
                        host.threads());
    }
}
