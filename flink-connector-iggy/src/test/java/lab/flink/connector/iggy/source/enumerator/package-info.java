@NullMarked
package lab.flink.connector.iggy.source.enumerator;

import org.jspecify.annotations.NullMarked;
