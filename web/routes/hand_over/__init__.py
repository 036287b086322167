"""Pages on which a person is handed over to another organisation: offered, answered, taken back."""

from web.routes.hand_over import answering, offering
from web.routes.table import POST, Route

ROUTES: tuple[Route, ...] = (
    Route("/candidates/<reference>/hand-over", "hand_over", offering.show_offer),
    Route("/candidates/<reference>/hand-over", "offer_hand_over", offering.offer, POST),
    Route("/hand-overs", "hand_overs", answering.show_hand_overs),
    Route("/hand-overs/<int:number>", "answer_hand_over", answering.show_hand_over),
    Route("/hand-overs/<int:number>/accept", "accept_hand_over", answering.accept, POST),
    Route("/hand-overs/<int:number>/decline", "decline_hand_over", answering.decline, POST),
    Route("/hand-overs/<int:number>/withdraw", "withdraw_hand_over", answering.withdraw, POST),
)
