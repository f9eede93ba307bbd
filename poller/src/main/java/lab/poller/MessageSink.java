package lab.poller;

import lab.topics.Topic;

/** Takes messages in their order. */
interface MessageSink {
    void send(Topic topic, String key, byte[] payload) throws InterruptedException;

    /** Has what is sent from now on stand behind all that was. */
    void fence();
}
