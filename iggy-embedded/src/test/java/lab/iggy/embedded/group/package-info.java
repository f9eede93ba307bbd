@NullMarked
package lab.iggy.embedded.group;

import org.jspecify.annotations.NullMarked;
