package lab.backtest.recorded;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.progress.Heartbeat;

/**
 * Reads the market in a thread of its own and gives it to several, each of which has one too: so
 * reading is done once, and all cores decide. What is read ahead is bounded.
 */
final class Relay {
    private static final int BATCH = 4_096;
    private static final int BATCHES_AHEAD = 8;
    private static final long LOOK_MILLIS = 50;

    private final List<Line> lines;

    private Relay(List<? extends MarketSink> sinks) {
        this.lines = sinks.stream().map(Line::new).toList();
    }

    /**
     * @param content a tick, a trade, an entry of an order book or a heartbeat
     */
    private record Message(Object content, int partition, long offset, Instant taken) {}

    /** Gives all messages to each, or as many as it wants. */
    static void give(RecordedMarket market, List<? extends MarketSink> sinks) throws IOException {
        new Relay(sinks).run(market);
    }

    private void run(RecordedMarket market) throws IOException {
        var reading =
                new FutureTask<Boolean>(() -> {
                    read(market);
                    return true;
                });
        List<FutureTask<Boolean>> all = new ArrayList<>();
        all.add(reading);
        start("recorded-market", reading);
        for (Line line : lines) {
            var taking = new FutureTask<Boolean>(line::take);
            all.add(taking);
            start("recorded-walk", taking);
        }
        try {
            for (FutureTask<Boolean> each : all.reversed()) {
                var _ = each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the recorded market: reading was interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException wrong -> throw wrong;
                case Error wrong -> throw wrong;
                case null, default ->
                        throw new IOException(String.valueOf(e.getMessage()), e.getCause());
            }
        } finally {
            lines.forEach(line -> line.isDone = true);
        }
    }

    private static void start(String name, Runnable task) {
        Thread.ofPlatform().daemon().name(name).start(task);
    }

    private void read(RecordedMarket market) throws IOException, InterruptedException {
        var collecting = new Collecting();
        try {
            market.give(collecting);
            collecting.hand();
        } finally {
            for (Line line : lines) {
                line.put(List.of());
            }
        }
    }

    /** Whoever takes the messages, and those that were read ahead for him. */
    private static final class Line {
        private final MarketSink sink;
        private final BlockingQueue<List<Message>> batches =
                new ArrayBlockingQueue<>(BATCHES_AHEAD);
        private volatile boolean isDone;

        Line(MarketSink sink) {
            this.sink = sink;
        }

        boolean take() throws InterruptedException {
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
                        give(message);
                    }
                }
                return true;
            } finally {
                isDone = true;
            }
        }

        private void give(Message message) {
            switch (message.content()) {
                case Tick tick ->
                        sink.tick(tick, message.partition(), message.offset(), message.taken());
                case Trade trade -> sink.trade(trade, message.taken());
                case BookEntry entry -> sink.book(entry);
                case Heartbeat heartbeat -> sink.heartbeat(heartbeat, message.taken());
                default -> throw new AssertionError(message);
            }
        }

        void put(List<Message> batch) throws InterruptedException {
            while (!isDone && !batches.offer(batch, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {}
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
                try {
                    for (Line line : lines) {
                        line.put(batch);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException("a reader is interrupted by nobody", e);
                }
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
        public void book(BookEntry entry) {
            add(entry, 0, 0, Instant.EPOCH);
        }

        @Override
        public boolean isDone() {
            return lines.stream().allMatch(line -> line.isDone);
        }
    }
}
