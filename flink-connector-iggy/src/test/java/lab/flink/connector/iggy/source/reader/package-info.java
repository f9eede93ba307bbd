@NullMarked
package lab.flink.connector.iggy.source.reader;

import org.jspecify.annotations.NullMarked;
