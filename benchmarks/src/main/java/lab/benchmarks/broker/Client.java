package lab.benchmarks.broker;

import java.io.IOException;

/** A connection to a broker that sends the same batch again and again, or reads it back. */
interface Client extends AutoCloseable {
    /** Returns once the broker has acknowledged a batch. */
    void send() throws IOException, InterruptedException;

    /**
     * Reads from an offset on.
     *
     * @return how many messages came
     */
    int poll(long offset) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /** Opens connections of one kind. */
    interface Kind {
        /** By which the report knows it. */
        String label();

        Client open(Server server, Place place, int batchMessages)
                throws IOException, InterruptedException;
    }

    /** Where on the broker. */
    record Place(String stream, String topic, int partition) {}
}
