// SPDX-License-Identifier: Apache-2.0
/** How a source is set: which servers and topics, from where, how often it asks. */
@NullMarked
package lab.flink.connector.iggy.source.config;

import org.jspecify.annotations.NullMarked;
