package lab.backtest.recorded;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import lab.domain.Heartbeat;
import lab.domain.Tick;
import lab.domain.Trade;

/**
 * Reads the market in a thread of its own, so that reading and deciding have a core each. What is
 * read ahead is bounded.
 */
final class Relay {
    private static final int BATCH = 4_096;
    private static final int BATCHES_AHEAD = 8;
    private static final long LOOK_MILLIS = 50;

    private final BlockingQueue<List<Message>> batches = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private volatile boolean isDone;
    private volatile Optional<Throwable> failure = Optional.empty();

    private Relay() {}

    /**
     * @param content a tick, a trade or a heartbeat
     */
    private record Message(Object content, int partition, long offset, Instant taken) {}

    /** Gives all messages, or as many as are wanted. */
    static void give(RecordedMarket market, MarketSink sink) throws IOException {
        new Relay().run(market, sink);
    }

    private void run(RecordedMarket market, MarketSink sink) throws IOException {
        Thread reader =
                Thread.ofPlatform().daemon().name("recorded-market").start(() -> read(market));
        try {
            while (!sink.isDone()) {
                List<Message> batch = batches.take();
                if (batch.isEmpty()) {
                    break;
                }
                for (Message message : batch) {
                    if (sink.isDone()) {
                        break;
                    }
                    give(message, sink);
                }
            }
            isDone = true;
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the recorded market: reading was interrupted", e);
        } finally {
            isDone = true;
        }
        if (failure.isPresent()) {
            throw new IOException(failure.get().getMessage(), failure.get());
        }
    }

    private static void give(Message message, MarketSink sink) {
        switch (message.content()) {
            case Tick tick ->
                    sink.tick(tick, message.partition(), message.offset(), message.taken());
            case Trade trade -> sink.trade(trade, message.taken());
            case Heartbeat heartbeat -> sink.heartbeat(heartbeat, message.taken());
            default -> throw new AssertionError(message);
        }
    }

    private void read(RecordedMarket market) {
        var collecting = new Collecting();
        try {
            market.give(collecting);
        } catch (IOException | RuntimeException | Error e) {
            failure = Optional.of(e);
        }
        collecting.hand();
        put(List.of());
    }

    private void put(List<Message> batch) {
        try {
            while (!isDone && !batches.offer(batch, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isDone = true;
        }
    }

    /** Puts messages together. */
    private final class Collecting implements MarketSink {
        private List<Message> batch = new ArrayList<>(BATCH);

        private void add(Object content, int partition, long offset, Instant taken) {
            batch.add(new Message(content, partition, offset, taken));
            if (batch.size() == BATCH) {
                hand();
            }
        }

        void hand() {
            if (!batch.isEmpty()) {
                put(batch);
                batch = new ArrayList<>(BATCH);
            }
        }

        @Override
        public void tick(Tick tick, int partition, long offset, Instant taken) {
            add(tick, partition, offset, taken);
        }

        @Override
        public void trade(Trade trade, Instant taken) {
            add(trade, 0, 0, taken);
        }

        @Override
        public void heartbeat(Heartbeat heartbeat, Instant taken) {
            add(heartbeat, 0, 0, taken);
        }

        @Override
        public boolean isDone() {
            return isDone;
        }
    }
}
