package lab.poller;

import lab.topics.Topic;

/** Takes messages in their order. */
@FunctionalInterface
interface MessageSink {
    void send(Topic topic, String key, byte[] payload) throws InterruptedException;
}
