package lab.launcher.notify;

import static lab.domain.Checks.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.servicekit.config.Config;
import lab.servicekit.config.ConfigException;
import lab.servicekit.config.ConfigSources;
import lab.servicekit.config.Default;
import lab.servicekit.config.Secret;

/**
 * Who is told, and of what: {@code ./lab up --notify URL}, {@code LAB_NOTIFY_URL} and so on, or
 * {@code notify.url} and so on in {@code notify.properties} where {@code ./lab} is run.
 *
 * @param url of a webhook, or of a Telegram bot; whoever knows it can write there, so no log shows
 *     it
 * @param what of fills, kill-switch, alerts, summary
 * @param perMinute how many messages may leave a minute at most; what is more goes together in one
 * @param timeout for one message
 * @param downFor how long a part must be down before that is told
 */
public record NotifySettings(
        @Secret Optional<String> url,
        @Default("fills,kill-switch,alerts,summary") List<Kind> what,
        @Default("6") int perMinute,
        @Default("10s") Duration timeout,
        @Default("30s") Duration downFor) {
    private static final Path FILE = Path.of("notify.properties");
    private static final int PER_MINUTE_MAX = 60;

    /** Of what one can be told. */
    public enum Kind {
        FILLS,
        KILL_SWITCH,
        ALERTS,
        SUMMARY
    }

    public NotifySettings {
        what = List.copyOf(what);
        url.ifPresent(Webhook::of);
        check(
                perMinute > 0 && perMinute <= PER_MINUTE_MAX,
                "notify.per-minute: must be 1 to %d, was %d",
                PER_MINUTE_MAX,
                perMinute);
        check(timeout.isPositive(), "notify.timeout: must be positive, was %s", timeout);
        check(!downFor.isNegative(), "notify.down-for: must not be negative, was %s", downFor);
    }

    /**
     * What the environment and the user's file say; the environment wins.
     *
     * @throws IllegalArgumentException if a value is not what it must be
     */
    public static NotifySettings read(Map<String, String> environment) {
        return read(FILE, environment);
    }

    static NotifySettings read(Path file, Map<String, String> environment) {
        try {
            return Config.read(
                            new ConfigSources().propertiesFile(file).environment(environment),
                            new Config.Section<>("notify", NotifySettings.class))
                    .get(NotifySettings.class);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
