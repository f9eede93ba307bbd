package lab.iggy.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.TopicSettings;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;

/** What the process that the broker is in may change of it, without a connection. */
final class Changes {
    private static final int NAME_BYTES_MAX = 255;
    private static final int PARTITIONS_MAX = 1_000;
    private static final int UNCOMPRESSED = 1;

    private final CatalogKeeper catalog;
    private final ExecutorService control;

    /**
     * Changes by the thread that makes those of clients.
     *
     * @param control the only thread that changes the catalog
     */
    Changes(CatalogKeeper catalog, ExecutorService control) {
        this.catalog = catalog;
        this.control = control;
    }

    void createStream(String stream) throws IOException {
        checkName("stream", stream);
        run(() -> catalog.createStream(stream));
    }

    void createTopic(String stream, String topic, int partitions) throws IOException {
        checkName("stream", stream);
        checkName("topic", topic);
        if (partitions < 1 || partitions > PARTITIONS_MAX) {
            throw new IllegalArgumentException(
                    "topic %s: must have 1 to %d partitions, had %d"
                            .formatted(topic, PARTITIONS_MAX, partitions));
        }
        var identifier = new Identifier.Named(stream);
        var settings =
                new TopicSettings(
                        topic,
                        TopicSettings.UNLIMITED,
                        UNCOMPRESSED,
                        TopicSettings.UNLIMITED,
                        /* replication= */ 1);
        run(() -> {
            if (catalog.catalog().findStream(identifier).isEmpty()) {
                catalog.createStream(stream);
            }
            catalog.createTopic(identifier, settings, partitions);
        });
    }

    private static void checkName(String what, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "%s: its name must have 1 to %d bytes, had %d"
                            .formatted(what, NAME_BYTES_MAX, bytes));
        }
    }

    private void run(Runnable change) throws IOException {
        try {
            control.submit(change).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("broker: interrupted while it was changed");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RefusedException refused ->
                        throw new IllegalArgumentException(refused.getMessage(), refused);
                case UncheckedIOException failed ->
                        throw new IOException("broker: not changed", failed.getCause());
                case null, default ->
                        throw new IllegalStateException("broker: not changed", e.getCause());
            }
        }
    }
}
