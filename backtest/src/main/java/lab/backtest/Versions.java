package lab.backtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.report.Report;
import lab.consensus.core.AccountRisk;
import lab.consensus.strategy.Strategies;
import lab.domain.clearing.AccountLedger;
import lab.domain.clearing.Fill;
import lab.servicekit.Json;

/** What a run is known by: the same code, data and settings have the same name. */
final class Versions {
    private static final int ID_DIGITS = 12;

    /** Whose bytes stand for the code that decides and clears. */
    private static final List<Class<?>> CODE =
            List.of(
                    CandleBacktest.class,
                    AccountRisk.class,
                    AccountLedger.class,
                    Fill.class,
                    Strategies.class);

    private Versions() {}

    /** A hash of the classes that decide what a run comes to. */
    static String code() {
        MessageDigest digest = sha256();
        for (Class<?> type : CODE) {
            String file = type.getSimpleName() + ".class";
            try (InputStream bytes = type.getResourceAsStream(file)) {
                if (bytes == null) {
                    throw new IllegalStateException("class %s: must be readable".formatted(type));
                }
                digest.update(bytes.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return short12(digest.digest());
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
