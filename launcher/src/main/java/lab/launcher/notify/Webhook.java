package lab.launcher.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.servicekit.http.Json;
import org.jspecify.annotations.Nullable;

/**
 * Where messages go. A Telegram bot is known by the form of its address, {@code
 * https://api.telegram.org/bot…/sendMessage?chat_id=…}; every other address gets a JSON object
 * whose {@code text} is the message, as the hooks of most chats take it.
 *
 * <p>The address is a secret, and stands in no message of this class. Redirects are not followed:
 * they would carry what is told, and the address, elsewhere.
 */
final class Webhook {
    private static final Pattern BOT = Pattern.compile(".*/bot[^/]+/sendMessage");
    private static final Pattern CHAT = Pattern.compile("(?:^|&)chat_id=([^&]+)");
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(10);

    private final URI address;
    private final Optional<String> chat;

    private Webhook(URI address, Optional<String> chat) {
        this.address = address;
        this.chat = chat;
    }

    /** What came of a message. */
    sealed interface Outcome {
        record Told() implements Outcome {}

        /** It may go through later. */
        record Later(String reason, Optional<Duration> after) implements Outcome {}

        /** It would be refused again. */
        record Refused(String reason) implements Outcome {}
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat it
     */
    static Webhook of(String text) {
        URI address;
        try {
            address = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
        String scheme = address.getScheme();
        boolean isHttp = "https".equals(scheme) || "http".equals(scheme);
        if (!isHttp || address.getHost() == null) {
            throw wrong();
        }
        if (address.getPath() == null || !BOT.matcher(address.getPath()).matches()) {
            return new Webhook(address, Optional.empty());
        }
        String query = address.getRawQuery();
        Matcher chat = CHAT.matcher(query == null ? "" : query);
        if (!chat.find()) {
            throw new IllegalArgumentException(
                    "notify.url: a Telegram bot's must name the chat, as in"
                            + " https://api.telegram.org/bot…/sendMessage?chat_id=…");
        }
        return new Webhook(
                bare(address),
                Optional.of(URLDecoder.decode(chat.group(1), StandardCharsets.UTF_8)));
    }

    private static URI bare(URI address) {
        String text = address.toString();
        return URI.create(text.substring(0, text.indexOf('?')));
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "notify.url: must be an address such as https://HOST/PATH, was another (it is a"
                        + " secret and not repeated here)");
    }

    /** For people: where it goes, without what lets one write there. */
    String host() {
        return address.getScheme() + "://" + address.getHost();
    }

    private byte[] body(Note note) {
        ObjectNode json = Json.mapper().createObjectNode();
        chat.ifPresent(id -> json.put("chat_id", id));
        json.put("text", note.text());
        if (chat.isEmpty()) {
            json.put("kind", note.kind());
            json.put("time", note.time().toString());
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Sends one message, and waits no longer than that for all of the answer. */
    Outcome send(HttpClient http, Note note, Duration timeout) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .timeout(timeout)
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body(note)))
                        .build();
        var answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            HttpResponse<Void> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return outcome(response);
        } catch (TimeoutException e) {
            return new Outcome.Later(
                    "no answer within %d ms".formatted(timeout.toMillis()), Optional.empty());
        } catch (ExecutionException e) {
            return new Outcome.Later(reason(e.getCause()), Optional.empty());
        } finally {
            answer.cancel(true);
        }
    }

    private static Outcome outcome(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return new Outcome.Told();
        }
        String reason = "it answers %d".formatted(status);
        return status == TOO_MANY || status >= SERVER_ERROR
                ? new Outcome.Later(reason, retryAfter(response))
                : new Outcome.Refused(reason);
    }

    private static Optional<Duration> retryAfter(HttpResponse<Void> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(after -> after.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : after);
    }

    /** Its kind alone: the words of a failure may repeat the address. */
    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case java.net.ConnectException _ -> "nobody listens there";
            case java.net.UnknownHostException _ -> "its host is not known";
            case javax.net.ssl.SSLException _ -> "no secure connection comes about";
            case java.net.http.HttpTimeoutException _ -> "no answer in time";
            case IOException _ -> "the connection broke";
            case null, default -> "it cannot be reached";
        };
    }
}
