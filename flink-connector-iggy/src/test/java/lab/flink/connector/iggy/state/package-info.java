/** Jobs that earlier versions left, and what becomes of them. */
@NullMarked
package lab.flink.connector.iggy.state;

import org.jspecify.annotations.NullMarked;
