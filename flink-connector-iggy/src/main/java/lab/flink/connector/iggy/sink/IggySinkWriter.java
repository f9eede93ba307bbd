// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import lab.flink.connector.iggy.client.IggyException;
import lab.flink.connector.iggy.client.IggyPublisher;
import lab.flink.connector.iggy.client.MessageBatch;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * Gathers messages into one batch for each partition and hands full ones to the publisher, which
 * sends them in the background. A checkpoint's barrier passes only when every message before it has
 * been acknowledged.
 */
final class IggySinkWriter<T> implements SinkWriter<T> {

    private final IggySinkConfig config;
    private final IggyPublisher publisher;
    private final PartitionRouter router;
    private final MailboxExecutor mailbox;
    private final ProcessingTimeService timers;
    private final OpenBatches<T> open;
    private final InFlight inFlight = new InFlight();
    private final Counter recordsSend;
    private final Counter bytesSend;
    private final Counter recordsSendErrors;
    private boolean timerSet;

    IggySinkWriter(
            IggySinkConfig config,
            OpenBatches<T> open,
            IggyPublisher publisher,
            PartitionRouter router,
            MailboxExecutor mailbox,
            ProcessingTimeService timers,
            SinkWriterMetricGroup metrics) {
        this.config = config;
        this.open = open;
        this.publisher = publisher;
        this.router = router;
        this.mailbox = mailbox;
        this.timers = timers;
        this.recordsSend = metrics.getNumRecordsSendCounter();
        this.bytesSend = metrics.getNumBytesSendCounter();
        this.recordsSendErrors = metrics.getNumRecordsSendErrorsCounter();
        metrics.setCurrentSendTimeGauge(publisher::lastSendMillis);
        MetricGroup own = metrics.addGroup("IggySinkWriter");
        own.gauge("inFlightBatches", inFlight::batches);
        own.gauge("failedSends", publisher::failedSends);
        own.gauge("reconnects", publisher::reconnects);
    }

    @Override
    public void write(T record, Context context) throws IOException, InterruptedException {
        inFlight.throwIfFailed();
        OptionalInt full = open.add(record, context);
        if (full.isPresent()) {
            send(full.getAsInt());
        } else {
            setTimer();
        }
    }

    /** All that was written has been acknowledged when this returns. */
    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        sendAll();
        inFlight.awaitAtMost(0);
    }

    /** Returns at once. What is not acknowledged belongs to no checkpoint. */
    @Override
    public void close() {
        publisher.close();
    }

    private void sendAll() throws IOException, InterruptedException {
        for (int partition : open.partitions()) {
            send(partition);
        }
    }

    private void send(int partition) throws IOException, InterruptedException {
        Optional<MessageBatch> closed = open.close(partition);
        if (closed.isEmpty()) {
            return;
        }
        MessageBatch batch = closed.get();
        inFlight.awaitAtMost(config.maxInFlightBatches() - 1);
        inFlight.sent();
        recordsSend.inc(batch.count());
        bytesSend.inc(batch.sizeBytes());
        publish(partition, batch);
    }

    private void publish(int partition, MessageBatch batch) {
        var unused =
                publisher
                        .publish(partition, batch)
                        .whenComplete((done, failure) -> finished(partition, batch, failure));
    }

    /** Runs on the publisher's thread. What was balanced onto a partition that is gone moves on. */
    private void finished(int partition, MessageBatch batch, Throwable failure) {
        if (failure instanceof IggyException refused && refused.isMissing()) {
            OptionalInt other = router.instead(partition);
            if (other.isPresent()) {
                publish(other.getAsInt(), batch);
                return;
            }
        }
        inFlight.done(failure);
        if (failure != null) {
            mailbox.execute(
                    () -> {
                        recordsSendErrors.inc(batch.count());
                        inFlight.throwIfFailed();
                    },
                    "iggy sink failed");
        }
    }

    private void setTimer() {
        if (timerSet || config.flushInterval().isZero()) {
            return;
        }
        timerSet = true;
        long at = timers.getCurrentProcessingTime() + config.flushInterval().toMillis();
        var unused =
                timers.registerTimer(
                        at,
                        time -> {
                            timerSet = false;
                            sendAll();
                        });
    }
}
