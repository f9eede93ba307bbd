// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.split;

import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells all readers that a partition, which one of them holds, has been deleted and made anew. If
 * that one has let it rest as gone, it reads it again; else it notices by itself.
 */
@Internal
public record MadeAnewEvent(TopicPartition partition, long logCreatedMicros)
        implements SourceEvent {

    private static final long serialVersionUID = 1L;
}
