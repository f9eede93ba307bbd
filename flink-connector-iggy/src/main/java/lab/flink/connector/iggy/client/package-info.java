// SPDX-License-Identifier: Apache-2.0
/**
 * Talks to one Iggy server: the only package that knows the SDK, Netty and the bytes on the wire.
 */
@NullMarked
package lab.flink.connector.iggy.client;

import org.jspecify.annotations.NullMarked;
