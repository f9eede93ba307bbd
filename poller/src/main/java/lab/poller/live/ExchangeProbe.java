package lab.poller.live;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether an exchange can be reached from here. */
public final class ExchangeProbe {
    public static final Duration WAIT_MAX = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(ExchangeProbe.class);

    private ExchangeProbe() {}

    /**
     * Opens a connection and closes it.
     *
     * @param waitMax how long that may take, {@link #WAIT_MAX} at most
     */
    public static boolean reachable(URI webSocket, Duration waitMax) throws InterruptedException {
        Duration wait = waitMax.compareTo(WAIT_MAX) < 0 ? waitMax : WAIT_MAX;
        HttpClient http = HttpClient.newBuilder().connectTimeout(wait).build();
        try {
            http.newWebSocketBuilder()
                    .connectTimeout(wait)
                    .buildAsync(webSocket, new WebSocket.Listener() {})
                    .get(wait.toMillis(), TimeUnit.MILLISECONDS)
                    .abort();
            return true;
        } catch (ExecutionException e) {
            log.info(
                    "exchange not reached url={} reason={}",
                    webSocket,
                    String.valueOf(e.getCause()));
            return false;
        } catch (TimeoutException e) {
            log.info("exchange not reached url={} reason=no answer in {}", webSocket, wait);
            return false;
        } finally {
            http.shutdownNow(); // without waiting for it: a name look-up may hang
        }
    }
}
