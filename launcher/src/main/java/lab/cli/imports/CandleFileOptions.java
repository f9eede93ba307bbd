package lab.cli.imports;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;
import lab.lancer.imports.ReadAs;
import lab.lancer.imports.format.DayOrder;
import lab.lancer.imports.format.Zones;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Option;

/** A file of candles that somebody has, and what is said of it: options that commands share. */
public final class CandleFileOptions {
    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description =
                    "a file of candles or trades: CSV, JSON or Feather, also packed by gzip or zip;"
                            + " what it has is found out by looking, see lancer/README.md")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = "--pair",
            paramLabel = "PAIR",
            description = "whose candles the file has, such as BTC-USD or btc/usd")
    private Optional<Pair> pair = Optional.empty();

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description =
                    "what the file's columns are, in their order: time (or date, time; or end, where a row"
                            + " says when its candle ends), open, high, low, close, volume; or time, price,"
                            + " amount, id; zone, where each row says its own; symbol; - for one to skip")
    private List<String> columns = List.of();

    @Option(names = "--no-header", description = "the file's first line is a row like all others")
    private boolean hasNoHeader;

    @Option(
            names = "--interval",
            paramLabel = "INTERVAL",
            description =
                    "1m: its candles are of one minute, though all lie on a coarser step; others"
                            + " cannot be read")
    private Optional<String> interval = Optional.empty();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "of the file's times that say none, such as -05:00 or America/New_York (default: UTC)")
    private Optional<String> zone = Optional.empty();

    @Option(
            names = "--dates",
            paramLabel = "ORDER",
            description =
                    "dmy or mdy: how its dates such as 01/02/2025 are meant (default: as a number above"
                            + " twelve among them shows)")
    private Optional<String> dates = Optional.empty();

    public Optional<Path> csv() {
        return csv;
    }

    public Optional<Pair> pair() {
        return pair;
    }

    /** Whether anything is said of how it is to be read. */
    public boolean isSaid() {
        return !columns.isEmpty()
                || hasNoHeader
                || interval.isPresent()
                || zone.isPresent()
                || dates.isPresent();
    }

    public ReadAs said() {
        interval.ifPresent(FileImport::checkMinute);
        return new ReadAs(
                columns.isEmpty() ? Optional.empty() : Optional.of(columns),
                hasNoHeader,
                interval.isPresent(),
                zone.map(CandleFileOptions::zone),
                dates.map(DayOrder::said));
    }

    private static ZoneId zone(String word) {
        return Zones.of(word)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--zone: must be as UTC, +01:00 or Europe/Berlin, was \"%s\""
                                        .formatted(word)));
    }

    /** The file, once one sees that it can be read. */
    public Path readable() throws LabException {
        Path file = csv.orElseThrow();
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new LabException("csv %s: it must be readable, is not".formatted(file));
        }
        return file;
    }
}
