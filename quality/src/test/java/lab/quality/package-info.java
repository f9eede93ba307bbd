@NullMarked
package lab.quality;

import org.jspecify.annotations.NullMarked;
