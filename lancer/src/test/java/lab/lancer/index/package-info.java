@NullMarked
package lab.lancer.index;

import org.jspecify.annotations.NullMarked;
