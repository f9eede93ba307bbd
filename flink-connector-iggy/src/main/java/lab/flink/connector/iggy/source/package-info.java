// SPDX-License-Identifier: Apache-2.0
/** The Iggy source as a user builds it. */
@NullMarked
package lab.flink.connector.iggy.source;

import org.jspecify.annotations.NullMarked;
