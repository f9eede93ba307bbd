/** Who of a consumer group reads which partition. */
@NullMarked
package lab.iggy.embedded.group;

import org.jspecify.annotations.NullMarked;
