// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.enumerator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import lab.flink.connector.iggy.client.IggyClient;
import lab.flink.connector.iggy.client.IggyException;
import lab.flink.connector.iggy.client.RetryingClient;
import lab.flink.connector.iggy.client.TopicInfo;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.topic.NameOrId;
import lab.flink.connector.iggy.topic.TopicSelection;
import org.jspecify.annotations.Nullable;

/**
 * Looks which topics a source reads now. Where stream or topics are told by id, their names are
 * looked up once and kept: an id that is given to another topic later does not lead there.
 */
final class TopicFinder {

    private final IggySourceConfig config;
    private final RetryingClient client;
    private @Nullable String streamName;
    private @Nullable List<String> listedNames;

    TopicFinder(IggySourceConfig config, RetryingClient client) {
        this.config = config;
        this.client = client;
    }

    /** The stream's name, once there is one. */
    String stream() throws IOException, InterruptedException {
        String known = streamName;
        if (known == null) {
            known = client.awaitName(config.stream());
            streamName = known;
        }
        return known;
    }

    /**
     * The topics by name, each with partitions.
     *
     * @param wait until there is one, where they are told by pattern; those that are listed are
     *     waited for whenever one is missing
     */
    Map<String, TopicInfo> topics(boolean wait) throws IOException, InterruptedException {
        String stream = stream();
        var found = new TreeMap<String, TopicInfo>();
        if (config.topics() instanceof TopicSelection.Listed listed) {
            for (String name : names(stream, listed)) {
                found.put(name, existing(stream, name));
            }
        } else if (config.topics() instanceof TopicSelection.Matching like) {
            for (String name : client.call(connected -> matching(connected, stream, like, wait))) {
                client.call(connected -> connected.topic(stream, name))
                        .filter(info -> !info.partitions().isEmpty())
                        .ifPresent(info -> found.put(name, info));
            }
        }
        return found;
    }

    /** Whether this split may be of one of the topics, as far as their names are known. */
    boolean mayRead(String splitId) {
        String stream = config.stream() instanceof NameOrId.Name name ? name.value() : streamName;
        if (stream == null) {
            return true;
        }
        int topicEnd = splitId.lastIndexOf('/');
        if (!splitId.startsWith(stream + "/") || topicEnd <= stream.length()) {
            return false;
        }
        String topic = splitId.substring(stream.length() + 1, topicEnd);
        if (config.topics() instanceof TopicSelection.Matching like) {
            return like.matches(topic);
        }
        return config.topics() instanceof TopicSelection.Listed listed
                && (listedNames != null
                        ? listedNames.contains(topic)
                        : listed.topics().stream()
                                .anyMatch(t ->
                                        t instanceof NameOrId.Id
                                                || t.equals(new NameOrId.Name(topic))));
    }

    private List<String> names(String stream, TopicSelection.Listed listed)
            throws IOException, InterruptedException {
        List<String> known = listedNames;
        if (known == null) {
            known = new ArrayList<>();
            for (NameOrId topic : listed.topics()) {
                known.add(client.awaitName(stream, topic));
            }
            listedNames = known;
        }
        return known;
    }

    private static CompletableFuture<List<String>> matching(
            IggyClient connected, String stream, TopicSelection.Matching like, boolean wait) {
        return connected
                .topicNames(stream)
                .thenCompose(all -> {
                    List<String> names = all.stream().filter(like::matches).toList();
                    return names.isEmpty() && wait
                            ? CompletableFuture.failedFuture(
                                    IggyException.notYet(
                                            "stream %s: a topic whose name matches topic-pattern '%s'"
                                                    .formatted(stream, like.regex())))
                            : CompletableFuture.completedFuture(names);
                });
    }

    private TopicInfo existing(String stream, String topic)
            throws IOException, InterruptedException {
        return client.call(connected ->
                connected.topic(stream, topic).thenCompose(i -> orMissing(stream, topic, i)));
    }

    private static CompletableFuture<TopicInfo> orMissing(
            String stream, String topic, Optional<TopicInfo> info) {
        return info.filter(i -> !i.partitions().isEmpty())
                .map(CompletableFuture::completedFuture)
                .orElseGet(
                        () -> CompletableFuture.failedFuture(IggyException.missing(stream, topic)));
    }
}
