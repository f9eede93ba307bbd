/** How far consumers and groups have come, kept beside a partition. */
@NullMarked
package lab.iggy.embedded.storage.offsets;

import org.jspecify.annotations.NullMarked;
