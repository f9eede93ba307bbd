package lab.servicekit.http;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;
import java.time.Duration;

/** One client that listens to server-sent events, as its browser's {@code EventSource} does. */
public final class EventStream implements AutoCloseable {
    private final SseSink sink;
    private final Closing closing;
    private boolean gone;

    EventStream(ServerResponse response, Closing closing) {
        this.closing = closing;
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        this.sink = response.sink(SseSink.TYPE);
    }

    /** Sends a value as JSON under an event's name. Does nothing once the client has gone. */
    public void send(String event, Object value) {
        if (gone) {
            return;
        }
        try {
            sink.emit(
                    SseEvent.builder()
                            .name(event)
                            .mediaType(MediaTypes.TEXT_PLAIN)
                            .data((Object) Json.write(value))
                            .build());
        } catch (UncheckedIOException | IllegalStateException e) {
            // Clients leave by closing the connection: the next write is how one learns of it
            gone = true;
        }
    }

    /** Waits; false if the client or the service has gone, and the sender should leave. */
    public boolean pause(Duration duration) throws InterruptedException {
        return !gone && !closing.beginsWithin(duration);
    }

    @Override
    public void close() {
        try {
            sink.close();
        } catch (UncheckedIOException | IllegalStateException e) {
            gone = true;
        }
    }
}
