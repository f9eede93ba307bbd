package lab.iggy.embedded;

/** What a broker has done since its start, and what it holds. */
public record BrokerStats(
        long messagesIn,
        long messagesOut,
        long bytesIn,
        long bytesOut,
        long requestsRefused,
        int connections,
        int streams,
        int topics,
        int partitions,
        long messages,
        long messageBytes,
        int openFiles) {}
