package lab.poller.live;

import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is sent over one socket, one after another, as a socket sends one text at a time. */
final class SocketTexts {
    private final Consumer<Throwable> failed;
    private @Nullable WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    /**
     * @param failed hears why something could not be sent
     */
    SocketTexts(Consumer<Throwable> failed) {
        this.failed = failed;
    }

    synchronized void open(WebSocket over) {
        socket = over;
    }

    /** Sends, if there is a socket yet; says whether there is. */
    synchronized boolean send(List<String> texts) {
        WebSocket over = socket;
        if (over == null) {
            return false;
        }
        for (String text : texts) {
            sent = sent.thenCompose(_ -> over.sendText(text, true));
        }
        var _ =
                sent.whenComplete((_, failure) -> {
                    if (failure != null) {
                        failed.accept(failure);
                    }
                });
        return true;
    }
}
