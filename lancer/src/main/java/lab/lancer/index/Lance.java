package lab.lancer.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.lance.Dataset;
import org.lance.ReadOptions;
import org.lance.Session;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;

/** Lance's engine in this process, with bounded caches. */
final class Lance implements AutoCloseable {
    private static final long INDEX_CACHE_BYTES = 256L << 20;
    private static final long METADATA_CACHE_BYTES = 32L << 20;

    private final BufferAllocator allocator = new RootAllocator();
    private final Session session =
            Session.builder()
                    .indexCacheSizeBytes(INDEX_CACHE_BYTES)
                    .metadataCacheSizeBytes(METADATA_CACHE_BYTES)
                    .build();

    Lance() {
        NativeCode.leaveNoFile();
    }

    BufferAllocator allocator() {
        return allocator;
    }

    Session session() {
        return session;
    }

    Dataset open(Path folder) {
        return Dataset.open()
                .allocator(allocator)
                .uri(folder.toString())
                .readOptions(new ReadOptions.Builder().setSession(session).build())
                .build();
    }

    /** Hands over what a scan finds, batch by batch. */
    void scan(Dataset dataset, ScanOptions options, Consumer<VectorSchemaRoot> batch)
            throws IOException {
        LanceScanner scanner = dataset.newScan(options);
        try (ArrowReader reader = scanner.scanBatches()) {
            while (reader.loadNextBatch()) {
                batch.accept(reader.getVectorSchemaRoot());
            }
        } finally {
            close(scanner);
        }
    }

    private static void close(LanceScanner scanner) throws IOException {
        try {
            scanner.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        session.close();
        allocator.close();
    }
}
