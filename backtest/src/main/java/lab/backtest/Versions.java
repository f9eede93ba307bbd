package lab.backtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import lab.backtest.report.Report;
import lab.consensus.strategy.Strategies;
import lab.domain.clearing.Fill;
import lab.servicekit.http.Json;

/** What a run is known by: the same code, data and settings have the same name. */
final class Versions {
    private static final int ID_DIGITS = 12;

    /** Of the modules that decide, clear and tell: a class of each. */
    private static final List<Class<?>> CODE =
            List.of(CandleReport.class, Strategies.class, Fill.class);

    private static final String OF_THIS_CODE = hashOfCode();

    private Versions() {}

    /** A hash of the modules that decide what a run comes to. */
    static String code() {
        return OF_THIS_CODE;
    }

    private static String hashOfCode() {
        MessageDigest digest = sha256();
        for (Class<?> type : CODE) {
            try {
                add(
                        Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()),
                        digest);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException("class %s: must lie in a file".formatted(type), e);
            }
        }
        return short12(digest.digest());
    }

    /** A jar, or a folder of classes by their names. */
    private static void add(Path place, MessageDigest digest) throws IOException {
        if (Files.isRegularFile(place)) {
            digest.update(Files.readAllBytes(place));
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(place.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
    }

    static String runId(String code, Report.Data data, Report.Settings settings) {
        String text = code + '\n' + data.hash() + '\n' + Json.write(settings);
        return short12(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String short12(byte[] hash) {
        return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
